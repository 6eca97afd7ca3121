/** Who may do what: policies and roles, of the actions that the application publishes. */
@NullMarked
package io.hakiri.deploy.access;

import org.jspecify.annotations.NullMarked;
