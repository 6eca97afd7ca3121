/** Provisions Hakiri on AWS. */
@NullMarked
package io.hakiri.deploy;

import org.jspecify.annotations.NullMarked;
