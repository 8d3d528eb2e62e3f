// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.operation.Lane;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.spi.LeftBehind;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.ProductKind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ThingsTest {
    private static final Lane WEST = new Lane(ProviderId.of("small"), "acc", "west");
    private static final Lane EAST = new Lane(ProviderId.of("small"), "acc", "east");

    private static List<LeftBehind> snapshots(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new LeftBehind(i % 2 == 0 ? WEST : EAST, ProductKind.SNAPSHOT, "snap-" + i))
                .toList();
    }

    private static Payload.Fields payload(List<LeftBehind> things) {
        Things all = new Things();
        things.forEach(all::add);
        return all.payload();
    }

    private static int named(Payload.Fields payload) {
        return payload.items("things").stream()
                .mapToInt(place -> ((Payload.Fields) place).items("ids").size())
                .sum();
    }

    @Test
    void ofManyAThousandAreNamedAndAllAreDigested() {
        Payload.Fields all = payload(snapshots(20_000));
        assertThat(all.whole("count")).isEqualTo(20_000);
        assertThat(named(all)).isEqualTo(Things.NAMED);
        assertThat(all.whole("leftOut")).isEqualTo(20_000 - Things.NAMED);
        assertThat(all.canonical().length()).isLessThan(20_000);
        Payload.Fields oneLess = payload(snapshots(19_999));
        assertThat(oneLess.get("things")).isEqualTo(all.get("things"));
        assertThat(oneLess.text("digest")).isNotEqualTo(all.text("digest"));
    }

    @Test
    void theOrderInWhichTheyCameIsNoMatterNorIsHowOften() {
        List<LeftBehind> things = new ArrayList<>(snapshots(50));
        Payload.Fields once = payload(things);
        Collections.reverse(things);
        things.addAll(snapshots(7));
        assertThat(payload(things)).isEqualTo(once);
        assertThat(once.whole("leftOut")).isZero();
    }

    @Test
    void whatOnlySupportsOthersIsNotAmongThem() {
        assertThat(payload(List.of(new LeftBehind(WEST, ProductKind.SUPPORT, "ami-1")))
                        .whole("count"))
                .isZero();
    }

    @Test
    void whatIsThereAfterAllIsTakenBack() {
        Things all = new Things();
        snapshots(3).forEach(all::add);
        snapshots(3).forEach(all::remove);
        all.remove(new LeftBehind(EAST, ProductKind.DISK, "disk-1"));
        assertThat(all.payload()).isEqualTo(new Things().payload());
    }
}
