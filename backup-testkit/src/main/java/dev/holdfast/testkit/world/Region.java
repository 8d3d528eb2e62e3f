// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world;

import dev.holdfast.testkit.world.front.Arrival;
import dev.holdfast.testkit.world.front.Gate;
import dev.holdfast.testkit.world.limit.Lease;
import dev.holdfast.testkit.world.limit.Limits;
import dev.holdfast.testkit.world.request.Reason;
import dev.holdfast.testkit.world.request.Refusal;
import dev.holdfast.testkit.world.time.Chance;
import dev.holdfast.testkit.world.time.WorldLoop;
import dev.holdfast.testkit.world.truth.GroundTruth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A region of one cloud with all that is in it. When it dies, its endpoints are silent or refuse, its machines lose
 * their memory, its work stands still; when it returns, its bytes are as they were.
 */
public final class Region implements Gate {

    private final World world;
    private final String name;
    private final List<String> zones;
    private final Physics physics;
    private final Limits limits;
    private final Map<String, Chance> streams = new TreeMap<>();
    private final TokenBook tokens = new TokenBook(this);
    private final Keys keys = new Keys(this);
    private final Disks disks = new Disks(this);
    private final Snapshots snapshots = new Snapshots(this);
    private final Copies copies = new Copies(this);
    private final Images images = new Images(this);
    private final Machines machines = new Machines(this);
    private final Map<String, Deque<Runnable>> queues = new TreeMap<>();
    private final Map<String, Job> jobs = new TreeMap<>();
    private final List<Runnable> standing = new ArrayList<>();
    private Door door = Door.OPEN;
    private long jobNumber;

    Region(World world, String name, List<String> zones, Physics physics) {
        this.world = world;
        this.name = name;
        this.zones = List.copyOf(zones);
        this.physics = physics;
        this.limits = new Limits(world.loop(), physics, physics.limits());
        Stocks.count(this);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its zones. */
    public List<String> zones() {
        return zones;
    }

    /** Numbers and switches of its cloud. */
    public Physics physics() {
        return physics;
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Physics words() {
        return physics;
    }

    @Override
    public Door door() {
        return door;
    }

    /** Its client tokens. */
    public TokenBook tokens() {
        return tokens;
    }

    /** Its keys. */
    public Keys keys() {
        return keys;
    }

    /** Its disks. */
    public Disks disks() {
        return disks;
    }

    /** Its snapshots. */
    public Snapshots snapshots() {
        return snapshots;
    }

    /** Copies into it. */
    public Copies copies() {
        return copies;
    }

    /** Its images. */
    public Images images() {
        return images;
    }

    /** Its machines. */
    public Machines machines() {
        return machines;
    }

    /** A job by id; null: there never was one. */
    public @Nullable Job job(String id) {
        return jobs.get(id);
    }

    /** Whether it lives. */
    public boolean isAlive() {
        return door == Door.OPEN;
    }

    World world() {
        return world;
    }

    WorldLoop loop() {
        return world.loop();
    }

    void die(boolean refusing) {
        door = refusing ? Door.REFUSING : Door.SILENT;
        world.network().regionDead(name, true);
        machines.losePower();
    }

    void comeBack(boolean machinesStart) {
        door = Door.OPEN;
        world.network().regionDead(name, false);
        List<Runnable> waiting = new ArrayList<>(standing);
        standing.clear();
        waiting.forEach(action -> loop().after(Duration.ZERO, action));
        if (machinesStart) {
            machines.regainPower();
        }
    }

    Chance stream(String purpose) {
        return streams.computeIfAbsent(purpose, p -> world.chance().named(name).named(p));
    }

    /** A new id; refused when the name that makes it is taken. */
    String newId(Arrival arrival, Kind kind, @Nullable String wanted, Shelf<?> shelf) {
        String id = physics.newId(kind, wanted, stream("id-" + kind));
        if (shelf.has(id)) {
            throw refuse(Reason.TAKEN, arrival, id);
        }
        return id;
    }

    Resource.Birth birth(Arrival arrival, Kind kind) {
        Duration hidden = arrival.fate().invisible();
        // Drawn even when the script overrides it, so that a fault shifts no later draw.
        Duration drawn = physics.invisible(kind, stream("invisible-" + kind));
        Instant visible = arrival.at().plus(hidden == null ? drawn : hidden);
        return new Resource.Birth(arrival.at(), visible, arrival.request().marks());
    }

    /** Tells the ground truth that a request made something. */
    void made(Arrival arrival, Resource thing) {
        GroundTruth.Effect effect = effect(arrival, "made", thing);
        world.truth()
                .made(new GroundTruth.Thing(
                        thing.kind().name(), thing.id(), thing.account(), name, thing.marks(), effect, null));
    }

    /** Tells the ground truth that a request changed something. */
    GroundTruth.Effect effect(Arrival arrival, String what, Resource thing) {
        GroundTruth.Effect effect = new GroundTruth.Effect(
                arrival.requestId(), arrival.request(), what, thing.kind().name(), thing.id(), arrival.at());
        world.truth().effect(effect);
        return effect;
    }

    void gone(Resource thing) {
        world.truth().gone(name, thing.id(), loop().now());
    }

    Refusal refuse(Reason reason, Arrival arrival, String detail) {
        return physics.refuse(reason, arrival.request().api(), detail);
    }

    /** Work that begins at once. */
    Job begin(Arrival arrival, Work work, long bytes, String subject, @Nullable String doomed, Consumer<Job> atEnd) {
        Job job = newJob(work, subject, arrival.takeLeases());
        run(job, arrival, drawn(arrival, work, bytes), doomed, atEnd);
        return job;
    }

    /** Work that begins when the one before it in the queue has ended, in whatever way. */
    Job queue(
            String queue,
            Arrival arrival,
            Work work,
            long bytes,
            String subject,
            @Nullable String doomed,
            Consumer<Job> atEnd) {
        Job job = newJob(work, subject, arrival.takeLeases());
        Duration takes = drawn(arrival, work, bytes);
        Deque<Runnable> line = queues.computeIfAbsent(queue, q -> new ArrayDeque<>());
        line.add(() -> {
            if (job.ended()) {
                next(queue);
            } else {
                run(job, arrival, takes, doomed, atEnd);
            }
        });
        job.whenEnded(() -> {
            if (!job.begun().equals(Instant.MAX)) {
                next(queue);
            }
        });
        if (line.size() == 1) {
            line.element().run();
        }
        return job;
    }

    private void next(String queue) {
        Deque<Runnable> line = queues.getOrDefault(queue, new ArrayDeque<>());
        line.poll();
        Runnable first = line.peek();
        if (first != null) {
            loop().after(Duration.ZERO, first);
        } else {
            queues.remove(queue);
        }
    }

    private Job newJob(Work work, String subject, List<Lease> leases) {
        Job job = new Job("job-" + name + "-" + ++jobNumber, work, subject, leases);
        jobs.put(job.id(), job);
        return job;
    }

    private Duration drawn(Arrival arrival, Work work, long bytes) {
        Duration drawn = physics.takes(work, bytes, stream("takes-" + work));
        Duration slowed =
                Duration.ofNanos((long) (drawn.toNanos() * arrival.fate().slow()));
        Region caller = world.region(arrival.request().region());
        Duration pipe = Duration.between(arrival.at(), caller.limits.passed(arrival.request(), bytes));
        return pipe.compareTo(slowed) > 0 ? pipe : slowed;
    }

    private void run(Job job, Arrival arrival, Duration takes, @Nullable String doomed, Consumer<Job> atEnd) {
        job.begin(loop().now(), takes);
        if (!arrival.fate().stuck()) {
            job.timer(loop().after(takes, () -> end(job, arrival, doomed, atEnd)));
        }
    }

    private void end(Job job, Arrival arrival, @Nullable String doomed, Consumer<Job> atEnd) {
        if (!isAlive()) {
            standing.add(() -> end(job, arrival, doomed, atEnd));
            return;
        }
        if (job.ended()) {
            return;
        }
        String why = arrival.fate().failsLater() ? "internal failure" : doomed;
        job.end(why == null ? Job.State.DONE : Job.State.FAILED, why);
        world.truth().worked(new GroundTruth.Worked(name, job.work().name(), job.subject(), job.begun(), loop().now()));
        world.truth()
                .trace()
                .add(
                        loop().now(),
                        "job",
                        job.id(),
                        job.work().name(),
                        job.subject(),
                        job.state().name());
        atEnd.accept(job);
    }
}
