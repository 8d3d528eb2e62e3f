// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.world.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ContentTest {

    @Test
    void random_writes_read_back_as_from_an_array() {
        for (long seed = 0; seed < 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] model = new byte[600_000];
            Content content = Content.zeros(model.length);
            for (int i = 0; i < 30; i++) {
                byte[] data = new byte[random.nextInt(1, 150_000)];
                if (i % 3 != 0) {
                    random.nextBytes(data);
                }
                int at = random.nextInt(model.length - data.length);
                System.arraycopy(data, 0, model, at, data.length);
                content = content.with(at, data);
            }
            assertThat(content.read(0, model.length)).isEqualTo(model);
            assertThat(content.sha256()).isEqualTo(HexFormat.of().formatHex(Digests.sha256(model)));
        }
    }

    @Test
    void an_earlier_content_is_untouched_by_a_later_write() {
        Content before = Content.zeros(1 << 20).with(70_000, new byte[] {1, 2, 3});
        Content after = before.with(70_000, new byte[] {9});
        assertThat(before.read(70_000, 3)).containsExactly(1, 2, 3);
        assertThat(after.read(70_000, 3)).containsExactly(9, 2, 3);
    }

    @Test
    void zeros_take_no_block_and_zeroing_gives_it_back() {
        Content content = Content.zeros(64L << 40);
        assertThat(content.storedBlocks()).isZero();
        Content written = content.with(63L << 40, new byte[] {7});
        assertThat(written.storedBlocks()).isEqualTo(1);
        assertThat(written.with(63L << 40, new byte[] {0}).storedBlocks()).isZero();
    }

    @Test
    void the_difference_names_the_changed_blocks_and_no_other() {
        Content base =
                Content.zeros(1L << 40).with(5L * Content.BLOCK, new byte[] {1}).with(99L << 30, new byte[] {1});
        Content changed = base.with(5L * Content.BLOCK, new byte[] {1})
                .with(7L * Content.BLOCK, new byte[] {2})
                .with(99L << 30, new byte[] {0});
        List<Long> blocks = new ArrayList<>();
        changed.changedSince(base, blocks::add);
        assertThat(blocks).containsExactly(7L, (99L << 30) / Content.BLOCK);
    }

    @Test
    void a_file_goes_in_and_out_byte_for_byte() throws IOException {
        byte[] file = new byte[200_001];
        new SplittableRandom(3).nextBytes(file);
        Content content = Content.load(new ByteArrayInputStream(file), 300_000);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        content.writeTo(out);
        assertThat(out.toByteArray()).isEqualTo(Arrays.copyOf(file, 300_000));
    }

    @Test
    void ten_thousand_empty_disks_of_a_tebibyte_are_small_objects() {
        List<Content> disks = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            disks.add(Content.zeros(1L << 40));
        }
        assertThat(disks).allMatch(d -> d.storedBlocks() == 0);
    }
}
