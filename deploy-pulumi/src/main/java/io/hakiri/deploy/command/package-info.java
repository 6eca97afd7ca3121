/** The command that shows what a stack would be made of, and what that costs. */
@NullMarked
package io.hakiri.deploy.command;

import org.jspecify.annotations.NullMarked;
