// SPDX-License-Identifier: Apache-2.0
package dev.holdfast.spi;

import dev.holdfast.operation.Purpose;
import dev.holdfast.resource.Secret;
import java.util.Map;

/** Where credentials come from: the application. Asked for every call; called by several threads; may block briefly. */
@FunctionalInterface
public interface CredentialSource {
    /**
     * Credentials for calls in an account.
     *
     * @param account the account, as locations name it
     * @param purpose what the call is for
     * @return the parts, by the names that the provider documents
     * @throws CallFailure of kind {@link dev.holdfast.failure.FailureKind#CREDENTIALS} if there are none
     */
    Map<String, Secret> get(String account, Purpose purpose);
}
