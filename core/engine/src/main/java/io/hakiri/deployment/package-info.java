/**
 * What a process of Hakiri and whoever deploys it agree on: the names of its settings, where it listens, how it is woken and stopped,
 * what it tells and what it may do on AWS. Both read it here, so that neither can drift from the other.
 */
@NullMarked
package io.hakiri.deployment;

import org.jspecify.annotations.NullMarked;
