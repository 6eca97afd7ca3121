/** Tests of the preview. */
@NullMarked
package io.hakiri.deploy.preview;

import org.jspecify.annotations.NullMarked;
