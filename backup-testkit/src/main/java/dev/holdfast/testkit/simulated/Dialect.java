// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.simulated;

import dev.holdfast.spi.Action;
import dev.holdfast.spi.CallFailure;
import dev.holdfast.spi.Limit;
import dev.holdfast.spi.LimitUse;
import dev.holdfast.testkit.world.request.Refusal;
import java.util.List;
import java.util.Map;

/** What differs between clouds as their provider sees it: requests, limits, words, and the lowering. */
interface Dialect {
    /** The declared limits: from the cloud's documents, not from the world. */
    List<Limit> limits();

    /** What is done, by the type of the primitive. */
    Map<String, Verb> verbs();

    /** The request of a type. */
    String api(String type);

    /** The rates that a call takes from. */
    List<LimitUse> rates(String type);

    /** How traces of a type are looked for. */
    Looking finding(String type);

    /** How work of a kind is watched. */
    Looking observing(String taskKind);

    /** How a fact is read. */
    Looking reading(Question about);

    /** The longest page of a listing. */
    int page();

    /** How it calls what is done to machines and disks. */
    MachineTypes machines();

    /** How it calls deletes, locks and marks. */
    UpkeepLowering.Types upkeep();

    /** How it takes an image. */
    ImageLowering images(Draft draft);

    /** Whether snapshots become an image before they become a machine. */
    boolean launchesOverImage();

    /** Lowers snapshots, which no two clouds take alike. */
    void takeSnapshots(Action.TakeSnapshots action, Draft draft);

    /** Lowers a copy. */
    void copy(Action.CopyReplica action, Draft draft);

    /** Lowers a disk set back. */
    void rollBack(Action.RollBackDisk action, Draft draft);

    /** What a refusal means. */
    CallFailure meaning(Refusal refusal, String api);
}
