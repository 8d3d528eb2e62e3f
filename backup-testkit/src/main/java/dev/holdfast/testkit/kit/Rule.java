// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.testkit.kit;

import dev.holdfast.spi.Facet;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Test;

/** A test that checks a numbered rule. */
@Test
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Rule {
    /** The number, such as {@code HF-RPT-03}: never given to another rule. */
    String value();

    /** What a provider or store must do, in one line. */
    String says();

    /** What the harness must offer. */
    Needs[] needs() default {};

    /** The facets that must be built for it to make sense. */
    Facet[] facets() default {};
}
