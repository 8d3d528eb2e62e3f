// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.holdfast.failure.FailureKind;
import dev.holdfast.protection.Lock;
import dev.holdfast.recovery.RecoveryPlan;
import dev.holdfast.resource.Disk;
import dev.holdfast.resource.Location;
import dev.holdfast.resource.MachineSpec;
import dev.holdfast.resource.ProviderId;
import dev.holdfast.resource.Secret;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PayloadMapperTest {
    private final PayloadMapper mapper = PayloadMapper.with(new Rot());

    static List<Class<?>> types() {
        return StoredTypes.all();
    }

    @Test
    void thereAreAsManyTypesAsThereWere() {
        assertThat(types()).hasSizeGreaterThanOrEqualTo(100);
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyTypeComesBackAsItWasWritten(Class<?> type) {
        for (int seed = 0; seed < 60; seed++) {
            Object value = new RandomValues(seed, false).next(type);
            String text = mapper.write(value).canonical();

            Object back = mapper.read(Payload.parse(text), type);

            // Some values are equal by id alone: their texts tell of every field.
            assertThat(mapper.write(back).canonical()).as("seed %s", seed).isEqualTo(text);
            if (!text.contains("\"message\"")) {
                assertThat(back).isEqualTo(value);
                assertThat(back).hasSameHashCodeAs(value);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void everyFieldIsWritten(Class<?> type) {
        Object value = new RandomValues(1, true).next(type);

        Payload.Fields fields = (Payload.Fields) mapper.write(value);

        if (type != CallFailure.class) {
            assertThat(fields.fields().keySet()).containsAll(RandomValues.fieldsOf(type));
        }
    }

    @Test
    void aFieldNamedTypeDoesNotHideWhichKindItIs() {
        FactQuery<?> query = new FactQuery.ProviderQuery(
                dev.holdfast.operation.Lane.of(Location.of("azure", "sub", "westeurope")),
                "allowedOperations",
                Payload.Fields.EMPTY);

        assertThat(mapper.read(mapper.write(query), FactQuery.class)).isEqualTo(query);
    }

    @Test
    void whatCouldNotBeReadKeepsAllThatWasSaidOfIt() {
        CallFailure failure = CallFailure.builder(FailureKind.THROTTLED, CallFailure.Effect.NONE, "slow down")
                .code("Throttling.User")
                .requestId("r-1")
                .limit("ecs-calls")
                .limitKey("d-1")
                .retryAfter(Duration.ofSeconds(3))
                .build();

        Observation back = mapper.read(mapper.write(new Observation.Unread(failure)), Observation.class);

        assertThat(back).isInstanceOfSatisfying(Observation.Unread.class, unread -> {
            assertThat(unread.failure()).hasMessage("slow down").hasNoCause();
            assertThat(unread.failure().kind()).isEqualTo(FailureKind.THROTTLED);
            assertThat(unread.failure().effect()).isEqualTo(CallFailure.Effect.NONE);
            assertThat(unread.failure().code()).isEqualTo("Throttling.User");
            assertThat(unread.failure().requestId()).isEqualTo("r-1");
            assertThat(unread.failure().limit()).isEqualTo("ecs-calls");
            assertThat(unread.failure().limitKey()).isEqualTo("d-1");
            assertThat(unread.failure().retryAfter()).isEqualTo(Duration.ofSeconds(3));
        });
    }

    @Test
    void aSecretNeverStandsInTheTextWithoutACipher() {
        MachineSpec spec =
                MachineSpec.builder().userData(Secret.of("open sesame")).build();

        String text = PayloadMapper.withoutSecrets().write(spec).canonical();

        assertThat(text).doesNotContain("sesame").contains("{\"$secret\":[\"name\",\"unnamed\"]}");
    }

    @Test
    void aSecretComesBackThroughTheCipher() {
        MachineSpec spec =
                MachineSpec.builder().userData(Secret.of("open sesame")).build();

        Payload payload = Payload.parse(mapper.write(spec).canonical());

        assertThat(payload.canonical()).doesNotContain("sesame").contains("[\"cipher\",\"");
        assertThat(secretOf(mapper.read(payload, MachineSpec.class)).reveal()).isEqualTo("open sesame");
        MachineSpec sealed = PayloadMapper.withoutSecrets().read(payload, MachineSpec.class);
        assertThat(secretOf(sealed)).hasToString("Secret[sealed]").isNotEqualTo(Secret.of("open sesame"));
        assertThatIllegalStateException()
                .isThrownBy(() -> secretOf(sealed).reveal())
                .withMessageContaining("cipher");
        assertThat(PayloadMapper.withoutSecrets().write(sealed)).isEqualTo(payload);
        assertThat(mapper.write(sealed)).as("not encrypted twice").isEqualTo(payload);
    }

    @Test
    void aNamedSecretKeepsItsName() {
        Payload payload = mapper.write(Secret.named("vault/db"));

        assertThat(payload).isEqualTo(new Payload.Hidden("name", "vault/db"));
        assertThat(mapper.read(payload, Secret.class).reference()).isEqualTo("vault/db");
    }

    @Test
    void whatANewerVersionAddedIsLetPass() {
        Payload.Fields fields = (Payload.Fields) mapper.write(Location.of("aws", "1", "eu-west-1"));

        Payload.Fields newer = fields.with("planet", "earth");

        assertThat(mapper.read(newer, Location.class)).isEqualTo(Location.of("aws", "1", "eu-west-1"));
    }

    @Test
    void aTypeThatIsNotKnownIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.Fields.EMPTY.with("@type", "Teleport"), Action.class))
                .withMessage("Action is of type 'Teleport', which this version does not know as Action");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.Fields.EMPTY, Action.class))
                .withMessage("Action.@type is missing");
    }

    @Test
    void aConstantThatIsNotKnownIsNamedWithItsPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.Fields.EMPTY.with("mode", "VAULTED"), Lock.class))
                .withMessage("Lock.mode is 'VAULTED', which this version does not know as Mode");
    }

    @Test
    void whatHasNoPayloadFormIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.write(Optional.of("x")))
                .withMessage(
                        "java.util.Optional has no payload form: it needs exactly one constructor, whose parameters"
                                + " are named as its fields");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.write(new Odd("x")))
                .withMessage(Odd.class.getName()
                        + " has no payload form: its constructor takes 'given', which is not a field of it");
    }

    @Test
    void whatIsMissingOrOfAnotherKindIsNamedWithItsPlace() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.Fields.EMPTY, Disk.class))
                .withMessage("Disk.id is missing");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.of(1), Disk.class))
                .withMessage("Disk should be fields but is a Whole");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.of("soon"), Duration.class))
                .withMessageStartingWith("Duration is not acceptable: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.of(1L << 40), Integer.class))
                .withMessage("Integer is not acceptable: integer overflow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.Fields.EMPTY.with("value", "AWS!"), ProviderId.class))
                .withMessageStartingWith(
                        "ProviderId is not acceptable: java.lang.IllegalArgumentException: Provider id");
    }

    @Test
    void whatTheBuilderRefusesIsRefusedFromAStoredTextToo() {
        RecoveryPlan plan = RecoveryPlan.named("shop")
                .from(Location.of("aws", "1", "eu-west-1"))
                .to(Location.of("aws", "1", "eu-north-1"))
                .group("data", g -> g.machines("db"))
                .group("web", g -> g.machines("web").after("data"))
                .build();
        String circular = mapper.write(plan)
                .canonical()
                .replace("{\"after\":[],\"approval\":false", "{\"after\":[\"web\"],\"approval\":false");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> mapper.read(Payload.parse(circular), RecoveryPlan.class))
                .withMessageContaining("Recovery plan 'shop' lets groups wait for each other in a circle");
    }

    private static Secret secretOf(MachineSpec spec) {
        return Objects.requireNonNull(spec.userData());
    }

    /** Its constructor's parameter is no field. */
    private static final class Odd {
        final String kept;

        Odd(String given) {
            kept = given;
        }

        @Override
        public String toString() {
            return kept;
        }
    }

    /** No cipher, but not the text either. */
    private static final class Rot implements Cipher {
        @Override
        public String encrypt(String plain) {
            return new StringBuilder(plain).reverse().toString();
        }

        @Override
        public String decrypt(String encrypted) {
            return encrypt(encrypted);
        }
    }
}
