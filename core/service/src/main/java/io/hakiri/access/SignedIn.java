package io.hakiri.access;

import io.hakiri.api.Credential;

/** How a signing in at the issuer ended. What is said is for who signed in, and holds no token. */
public sealed interface SignedIn {
    /** With a token that the service takes. */
    record With(Credential token) implements SignedIn {}

    /** It has to be begun again, or cannot be. */
    record Refused(String why) implements SignedIn {}

    /** The issuer knows who it is, and says nothing of what is allowed. */
    record NotAllowed(String why) implements SignedIn {}

    /** Nobody can say now: the issuer does not answer. */
    record Undecided(String why) implements SignedIn {}

    /** There were too many tries from there: the issuer was not asked. */
    record TooMany() implements SignedIn {}
}
