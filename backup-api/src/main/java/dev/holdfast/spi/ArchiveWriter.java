// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes an archive: the first line for the origin, one for each row, one to end it. */
final class ArchiveWriter implements Consumer<StoredRow> {
    private final PayloadMapper mapper = PayloadMapper.withoutSecrets();
    private final ArchiveDigest lines = new ArchiveDigest();
    private final Appendable to;
    private @Nullable IOException broken;

    ArchiveWriter(Appendable to) {
        this.to = to;
    }

    @Override
    public void accept(StoredRow row) {
        Payload.Fields fields = ((Payload.Fields) mapper.write(row))
                .with(PayloadMapper.TYPE, row.getClass().getSimpleName());
        if (row instanceof StoredRow.Origin) {
            fields = fields.with(ArchiveReader.FORMAT, StoreArchive.FORMAT);
        }
        String line = CanonicalText.writeRow(fields);
        lines.add(line, row);
        try {
            to.append(line).append('\n');
        } catch (IOException e) {
            broken = e;
            throw new UncheckedIOException(e);
        }
    }

    void end() throws IOException {
        to.append(lines.end().canonical()).append('\n');
    }

    /** What is to be thrown on: the writer's own failure, or the store's. */
    IOException broke(UncheckedIOException thrown) {
        if (broken == null) {
            throw thrown;
        }
        return broken;
    }
}
