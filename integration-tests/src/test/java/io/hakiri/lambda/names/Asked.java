package io.hakiri.lambda.names;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Writes down, once each, what was asked for. Calls of it are put behind calls of the JDK's methods, or before them, by
 * {@link NamesAgent}; so it knows nothing but the JDK, and never fails.
 */
public final class Asked {
    private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();

    private static volatile @Nullable PrintStream out;

    private Asked() {}

    /** Where the lines go; one process after another may add to it. */
    static void into(Path file) {
        try {
            out = new PrintStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
                    true,
                    StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void line(String kind, String what, String caller) {
        PrintStream to = out;
        if (to != null && SEEN.add(kind + " " + what + " " + caller)) {
            to.print(kind + " " + what + " " + caller + "\n");
        }
    }

    /** A class was found. */
    public static void type(@Nullable Class<?> found, String caller) {
        if (found != null) {
            line("type", found.getName(), caller);
        }
    }

    /** A method, a constructor or a field was found. */
    public static void member(@Nullable Member found, String caller) {
        if (found != null) {
            line("member", shown(found), caller);
        }
    }

    /** All members of a kind were asked for. */
    public static void members(Member @Nullable [] found, String caller) {
        if (found != null) {
            for (Member one : found) {
                line("member", shown(one), caller);
            }
        }
    }

    /** A resource of the class path is asked for. */
    public static void resource(@Nullable String name, String caller) {
        line("resource", String.valueOf(name), caller);
    }

    /** A resource beside a class is asked for. */
    public static void resource(Class<?> beside, String name, String caller) {
        String folder = beside.getPackageName().replace('.', '/');
        line("resource", name.startsWith("/") ? name.substring(1) : folder + "/" + name, caller);
    }

    /** Services are asked for. */
    public static void services(Class<?> service, String caller) {
        line("resource", "META-INF/services/" + service.getName(), caller);
    }

    /** Services are asked for, of a class loader. */
    public static void services(Class<?> service, @Nullable ClassLoader loader, String caller) {
        services(service, caller);
    }

    /** A proxy was made. */
    public static void proxy(Object made, String caller) {
        line(
                "proxy",
                Arrays.stream(made.getClass().getInterfaces())
                        .map(Class::getName)
                        .collect(Collectors.joining(",")),
                caller);
    }

    /** A native library is loaded. */
    public static void library(String name, String caller) {
        line("library", name, caller);
    }

    private static String shown(Member member) {
        String owner = member.getDeclaringClass().getName();
        return switch (member) {
            case Field field -> owner + "#" + field.getName();
            case Method method -> owner + "#" + method.getName() + parameters(method);
            case Constructor<?> constructor -> owner + "#<init>" + parameters(constructor);
            default -> owner + "#" + member.getName();
        };
    }

    private static String parameters(Executable executable) {
        return Arrays.stream(executable.getParameterTypes())
                .map(Class::getTypeName)
                .collect(Collectors.joining(",", "(", ")"));
    }
}
