// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What version 1 wrote must be read for ever. From the first release on the files are never written anew: a test that
 * fails here has changed the stored format.
 */
class GoldenFilesTest {
    static List<Class<?>> types() {
        return StoredTypes.all();
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatVersionOneWroteIsReadAndWrittenAgainAsItWas(Class<?> type) throws IOException {
        String name = type.getName().replaceFirst("^dev\\.holdfast\\.", "").replace('$', '.') + ".json";
        try (InputStream file = GoldenFilesTest.class.getResourceAsStream("/golden/v1/" + name)) {
            assertThat(file).as("golden/v1/%s", name).isNotNull();
            String golden = new String(file.readAllBytes(), StandardCharsets.UTF_8).strip();
            PayloadMapper mapper = PayloadMapper.withoutSecrets();

            Payload.Fields fields = (Payload.Fields) Payload.parse(golden);
            Object value = mapper.read(fields, type);

            assertThat(mapper.write(value).canonical()).isEqualTo(golden);
            if (type != CallFailure.class) {
                assertThat(fields.fields().keySet())
                        .as("no field is left out")
                        .containsAll(RandomValues.fieldsOf(type));
            }
        }
    }
}
