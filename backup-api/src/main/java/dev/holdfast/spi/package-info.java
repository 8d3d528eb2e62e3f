// SPDX-License-Identifier: Apache-2.0
/**
 * What authors of providers, stores and other ports implement. Applications that only use Holdfast need nothing of it
 * but the ports they plug in.
 *
 * <p>A provider is two things. A pure {@link dev.holdfast.spi.Lowering} says which requests an action takes. Four verbs
 * make them: {@link dev.holdfast.spi.BackupProvider#start start} one change, {@link
 * dev.holdfast.spi.BackupProvider#observe observe} long work, {@link dev.holdfast.spi.BackupProvider#find find} what
 * an unanswered call may have made, and {@link dev.holdfast.spi.BackupProvider#read read} facts. Each verb makes at
 * most one request; the engine alone says when, and whether again.
 *
 * <p>Before version 1.0 this package changes from release to release. Records here are built by Holdfast and read by
 * providers, so that components may be added to them.
 */
@NullMarked
package dev.holdfast.spi;

import org.jspecify.annotations.NullMarked;
