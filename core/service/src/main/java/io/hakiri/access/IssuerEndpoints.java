package io.hakiri.access;

import java.net.URI;

/**
 * Where people sign in at an issuer, as it says.
 *
 * @param authorization where browsers are sent
 * @param token where codes are exchanged for tokens
 * @param secretInForm whether a client's secret is taken in the form alone, not in a header
 */
record IssuerEndpoints(URI authorization, URI token, boolean secretInForm) {}
