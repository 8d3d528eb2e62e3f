// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.profile;

import dev.holdfast.testkit.world.Kind;
import dev.holdfast.testkit.world.Lifecycle;
import dev.holdfast.testkit.world.Physics;
import java.util.Map;

/**
 * One cloud as data: physics with its numbers, and what its requests mean. The numbers here are the cloud's own, written
 * down from its documents; what a provider declares to the engine is written down elsewhere and may differ.
 */
public interface CloudProfile extends Physics {

    /** {@code aws}, {@code aliyun} or {@code azure}. */
    String name();

    /** What its requests mean. */
    Semantics semantics();

    /** How it is asked; an action that is missing does not exist there. */
    Map<Action, Call> calls();

    /** The cloud's word for a state. */
    String word(Kind kind, Lifecycle state);

    /** How much faster it is than the cloud that it is like. */
    default Hurry hurry() {
        return Hurry.NONE;
    }

    /**
     * The same cloud in a hurry.
     *
     * @param hurry how much faster it is
     * @return the profile; its name is the same
     * @throws IllegalStateException if it is in a hurry already
     */
    default CloudProfile hurried(Hurry hurry) {
        if (!hurry().equals(Hurry.NONE)) {
            throw new IllegalStateException("profile " + name() + " is hurried already, by " + hurry());
        }
        return hurry.equals(Hurry.NONE) ? this : new HurriedProfile(this, hurry);
    }

    /** Amazon Web Services. */
    static CloudProfile aws() {
        return new AwsProfile();
    }

    /** Alibaba Cloud. */
    static CloudProfile aliyun() {
        return new AliyunProfile();
    }

    /** Microsoft Azure. */
    static CloudProfile azure() {
        return new AzureProfile();
    }

    /**
     * The profile of a name.
     *
     * @param name {@code aws}, {@code aliyun} or {@code azure}
     * @return the profile
     * @throws IllegalArgumentException if there is none
     */
    static CloudProfile named(String name) {
        return switch (name) {
            case "aws" -> aws();
            case "aliyun" -> aliyun();
            case "azure" -> azure();
            default -> throw new IllegalArgumentException("no profile " + name + ", there are aws, aliyun and azure");
        };
    }
}
