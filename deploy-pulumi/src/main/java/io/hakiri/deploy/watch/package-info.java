/** What is looked at: alarms and a dashboard. */
@NullMarked
package io.hakiri.deploy.watch;

import org.jspecify.annotations.NullMarked;
