/** What a stack says: which topology, where, how large; read once, all that is wrong said at once, and what cannot work refused. */
@NullMarked
package io.hakiri.deploy.settings;

import org.jspecify.annotations.NullMarked;
