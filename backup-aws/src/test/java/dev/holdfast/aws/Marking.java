// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.aws;

import dev.holdfast.spi.Call;
import dev.holdfast.spi.Marks;
import dev.holdfast.spi.StepKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.ResourceType;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.TagSpecification;

/** Marks as EC2 tags: set in the create call, looked for by filter. */
final class Marking {
    private Marking() {}

    /** The marks of a call for everything that it makes. */
    static List<TagSpecification> of(Call call, ResourceType... made) {
        return of(call.marks(), made);
    }

    /** These tags for everything that a call makes. */
    static List<TagSpecification> of(Map<String, String> named, ResourceType... made) {
        List<Tag> tags = named.entrySet().stream()
                .map(mark ->
                        Tag.builder().key(mark.getKey()).value(mark.getValue()).build())
                .toList();
        List<TagSpecification> specifications = new ArrayList<>();
        for (ResourceType type : made) {
            specifications.add(
                    TagSpecification.builder().resourceType(type).tags(tags).build());
        }
        return specifications;
    }

    /** A filter that lets pass what was made by calls with these keys. */
    static Filter by(Collection<StepKey> keys) {
        return Filter.builder()
                .name("tag:" + Marks.KEY)
                .values(keys.stream().map(StepKey::toString).sorted().toList())
                .build();
    }

    /** The key of the call that made a thing with these tags. */
    static Optional<StepKey> keyOf(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> tag.key().equals(Marks.KEY))
                .map(tag -> StepKey.parse(tag.value()))
                .findFirst();
    }
}
