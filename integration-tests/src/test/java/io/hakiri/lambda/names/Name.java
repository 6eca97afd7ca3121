package io.hakiri.lambda.names;

/**
 * Something that was asked for.
 *
 * @param kind {@code type}, {@code member}, {@code resource}, {@code proxy} or {@code library}
 * @param what its name; a member's is {@code class#method(parameters)} or {@code class#field}
 * @param caller the class that asked
 */
public record Name(String kind, String what, String caller) implements Comparable<Name> {
    static Name of(String line) {
        int kind = line.indexOf(' ');
        int caller = line.lastIndexOf(' ');
        return new Name(line.substring(0, kind), line.substring(kind + 1, caller), line.substring(caller + 1));
    }

    @Override
    public int compareTo(Name other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return kind + " " + what + ", asked by " + caller;
    }
}
