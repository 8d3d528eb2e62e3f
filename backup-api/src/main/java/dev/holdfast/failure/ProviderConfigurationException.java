// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.failure;

/** A provider is missing, cannot be loaded, stands there twice, or is configured wrongly. */
public final class ProviderConfigurationException extends BackupException {
    private static final long serialVersionUID = 1L;

    /**
     * Carries a failure.
     *
     * @param failure which provider, why, and the cure
     */
    public ProviderConfigurationException(Failure failure) {
        super(failure);
    }

    /**
     * Carries a failure and what caused it.
     *
     * @param failure which provider, why, and the cure
     * @param cause the cause
     */
    public ProviderConfigurationException(Failure failure, Throwable cause) {
        super(failure, cause);
    }
}
