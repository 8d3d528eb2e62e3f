// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.internal.engine;

import dev.holdfast.internal.graph.Work;
import dev.holdfast.spi.Payload;
import dev.holdfast.spi.PayloadMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * Keeps small what is not needed for now. Most steps of a large operation wait for hours, for slots of a cloud or for
 * others; meanwhile what they are to do takes a tenth of its size as objects, and need not be read from the store again.
 * Touched by the loop only.
 */
final class Packing {
    /** Texts that most values have in common; what stands last is found with the shortest reference. */
    private static final byte[] COMMON = String.join(
                    "",
                    "\"machine\":{\"disks\":[{\"boot\":true,\"device\":\"\"sizeBytes\":",
                    "\"failure\":{\"cure\":\"kind\":\"what\":\"why\":\"",
                    "\"@type\":\"CopyReplica\"\"from\":{\"lane\":\"cloudId\":\"\"fullBytes\":0",
                    "\"makers\":[{\"kind\":\"SNAPSHOT\",\"lane\":{\"account\":\"",
                    "\"disks\":[{\"id\":{\"id\":\"\",\"kind\":\"DISK\",\"location\":{\"account\":\"\",\"provider\":\"",
                    "\"spec\":{\"boot\":false,\"device\":\"disk\",\"sizeBytes\":\"type\":\"",
                    "\"context\":{\"disks\":[],\"intent\":{\"floor\":\"CRASH\",\"level\":\"CRASH\",\"method\":\"SNAPSHOTS\",",
                    "\"policy\":\"manual\",\"targets\":[{\"location\":{\"account\":\"\",\"provider\":\"\",\"region\":\"",
                    "\"kind\":\"SNAPSHOT\",\"point\":\"\",\"resource\":{\"id\":\"\",\"kind\":\"DISK\",\"location\":{",
                    "\"marks\":{\"asked\":\"CRASH\",\"got\":\"CRASH\",\"kind\":\"SNAPSHOT\",\"members\":1,\"moment\":{\"$time\":\"",
                    "\"limits\":[{\"amount\":1,\"key\":\"\",\"limit\":\"\"permissions\":[{\"action\":\"\",\"purpose\":\"PROTECT\",",
                    "\"purpose\":\"PROTECT\",\"priority\":\"PROTECT\",\"repeat\":\"MARKED\",\"product\":\"SNAPSHOT\",",
                    "\"completes\":[],\"completing\":[],\"deadline\":\"PT10S\",\"duration\":{\"last\":\"PT\",\"suspicious\":\"PT\",\"usual\":\"PT",
                    "\"edges\":[],\"expectations\":[],\"expected\":[],\"lane\":{\"account\":\"\",\"provider\":\"\",\"region\":\"",
                    "\"tokenHorizon\":\"PT10M\",\"undo\":[],\"watchLane\":{\"account\":\"\",\"provider\":\"\",\"region\":\"",
                    "\"item\":{\"action\":{\"@type\":\"TakeSnapshots\",\"after\":[],\"guards\":[],\"label\":\"\",\"then\":\"",
                    "{\"@type\":\"Request\",\"marks\":{},\"primitive\":{\"actions\":[\"\"],\"arguments\":{",
                    "{\"@type\":\"Expand\",\"arguments\":{\"attempt\":1,\"planner\":\"\",\"version\":1}")
            .getBytes(StandardCharsets.UTF_8);

    private final PayloadMapper mapper;
    private final Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    private final Inflater inflater = new Inflater(true);
    private final byte[] buffer = new byte[8192];

    Packing(PayloadMapper mapper) {
        this.mapper = mapper;
    }

    /** What a step is to do, kept small. */
    byte[] pack(Work work) {
        return pack(mapper.write(work));
    }

    byte[] pack(Payload payload) {
        byte[] text = payload.canonical().getBytes(StandardCharsets.UTF_8);
        deflater.reset();
        deflater.setDictionary(COMMON);
        deflater.setInput(text);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream(text.length / 3);
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        return out.toByteArray();
    }

    Work work(byte[] packed) {
        return mapper.read(payload(packed), Work.class);
    }

    Payload payload(byte[] packed) {
        try {
            inflater.reset();
            inflater.setDictionary(COMMON);
            inflater.setInput(packed);
            ByteArrayOutputStream out = new ByteArrayOutputStream(packed.length * 4);
            while (!inflater.finished()) {
                int length = inflater.inflate(buffer);
                if (length == 0 && !inflater.finished()) {
                    throw new IllegalStateException("what was packed ends too early");
                }
                out.write(buffer, 0, length);
            }
            return Payload.parse(out.toString(StandardCharsets.UTF_8));
        } catch (DataFormatException e) {
            throw new IllegalStateException("what was packed cannot be read", e);
        }
    }
}
