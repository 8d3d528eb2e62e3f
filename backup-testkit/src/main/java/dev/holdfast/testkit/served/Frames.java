// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.served;

import dev.holdfast.spi.Payload;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** The frames of one connection: four bytes of length, then the canonical text of fields. */
final class Frames implements Closeable {
    /** No frame is longer, in bytes. */
    static final int LONGEST = 8 << 20;

    /** A frame of somebody who is not known yet is short. */
    static final int LONGEST_OF_A_STRANGER = 4 << 10;

    /** A frame that cannot be accepted. */
    static final class Malformed extends IOException {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Frames(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    /**
     * Reads a frame.
     *
     * @param longest how many bytes it may have
     * @throws EOFException if the other side closed
     * @throws Malformed if it is too long or no fields
     */
    Payload.Fields read(int longest) throws IOException {
        int length = in.readInt();
        if (length < 2 || length > longest) {
            throw new Malformed(
                    "a frame of " + Integer.toUnsignedString(length) + " bytes, allowed are 2 to " + longest);
        }
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (Payload.parse(text) instanceof Payload.Fields fields) {
                return fields;
            }
        } catch (CharacterCodingException e) {
            throw new Malformed("a frame that is not UTF-8");
        } catch (IllegalArgumentException e) {
            throw new Malformed("a frame that cannot be read: " + e.getMessage());
        }
        throw new Malformed("a frame that holds no fields");
    }

    /** Writes a frame. From any thread. */
    synchronized void write(Payload.Fields frame) throws IOException {
        byte[] bytes = frame.canonical().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST) {
            throw new Malformed("a frame of " + bytes.length + " bytes, allowed are " + LONGEST);
        }
        out.writeInt(bytes.length);
        out.write(bytes);
        out.flush();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
