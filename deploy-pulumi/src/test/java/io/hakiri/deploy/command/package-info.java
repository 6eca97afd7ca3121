/** Tests of the preview. */
@NullMarked
package io.hakiri.deploy.command;

import org.jspecify.annotations.NullMarked;
