/** What every part that asks AWS shares: its clients' settings, and its refusals as trouble of a connector. */
@NullMarked
package io.hakiri.connectors.aws;

import org.jspecify.annotations.NullMarked;
