package io.hakiri.deploy.preview;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How a resource is to be treated.
 *
 * @param protect it cannot be deleted by Pulumi
 * @param retainOnDelete Pulumi forgets it instead of deleting it
 * @param deleteBeforeReplace {@code null} where the program leaves it to the provider
 * @param ignoreChanges properties whose changes are left alone
 * @param replaceOnChanges properties whose changes make a new one
 * @param additionalSecretOutputs outputs that are kept as secrets
 * @param customTimeouts of {@code create}, {@code update} and {@code delete}, as they were said
 * @param provider the reference of a provider that is not the default one
 * @param version the provider's
 * @param aliases URNs or names it had before
 * @param deletedWith URN of the resource with which it is gone
 * @param importId of what exists already and is taken over
 */
public record Options(
        boolean protect,
        boolean retainOnDelete,
        @Nullable Boolean deleteBeforeReplace,
        List<String> ignoreChanges,
        List<String> replaceOnChanges,
        List<String> additionalSecretOutputs,
        SortedMap<String, String> customTimeouts,
        @Nullable String provider,
        @Nullable String version,
        List<String> aliases,
        @Nullable String deletedWith,
        @Nullable String importId) {
    public Options {
        ignoreChanges = List.copyOf(ignoreChanges);
        replaceOnChanges = List.copyOf(replaceOnChanges);
        additionalSecretOutputs = List.copyOf(additionalSecretOutputs);
        customTimeouts = Collections.unmodifiableSortedMap(new TreeMap<>(customTimeouts));
        aliases = List.copyOf(aliases);
    }
}
