// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.azure;

import java.util.List;
import java.util.Locale;

/** An id of a resource. Azure returns ids and regions in another casing than they were sent. */
record ArmId(String text) {
    static ArmId of(String subscription, String group, String type, String name) {
        return new ArmId(
                "/subscriptions/" + subscription + "/resourceGroups/" + group + "/providers/" + type + "/" + name);
    }

    ArmId child(String type, String name) {
        return new ArmId(text + "/" + type + "/" + name);
    }

    String name() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    ArmId parent() {
        String withoutName = text.substring(0, text.lastIndexOf('/'));
        return new ArmId(withoutName.substring(0, withoutName.lastIndexOf('/')));
    }

    String group() {
        return after("resourceGroups");
    }

    String subscription() {
        return after("subscriptions");
    }

    boolean is(String type) {
        return text.toLowerCase(Locale.ROOT).contains("/" + type.toLowerCase(Locale.ROOT) + "/");
    }

    boolean same(String other) {
        return text.equalsIgnoreCase(other);
    }

    String after(String segment) {
        List<String> parts = List.of(text.split("/", -1));
        for (int i = 0; i + 1 < parts.size(); i++) {
            if (parts.get(i).equalsIgnoreCase(segment)) {
                return parts.get(i + 1);
            }
        }
        throw new IllegalArgumentException("No '" + segment + "' in " + text);
    }

    /** {@code East US} and {@code EastUS} are {@code eastus}. */
    static String region(String written) {
        return written.replace(" ", "").toLowerCase(Locale.ROOT);
    }
}
