/**
 * Who calls, what they may, and how much of it: tokens of the catalog and of an issuer, rates and quotas. Knows nothing of routes.
 * See {@code docs/adr/0024-signed-tokens.md} and {@code docs/adr/0025-rates-and-quotas.md}.
 */
@NullMarked
package io.hakiri.access;

import org.jspecify.annotations.NullMarked;
