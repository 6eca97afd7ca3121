package io.hakiri.http;

import io.hakiri.catalog.Role;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a route is for, and for whom. A route without it is denied to everybody; the OpenAPI document is made of
 * those of the API. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Serves {
    /** The least role that may call it. */
    Role to();

    /** What it does, in a sentence. */
    String says();

    /** What it gives: a record; {@code void} for nothing. */
    Class<?> gives() default void.class;

    /** The status with which it gives that. */
    int status() default 200;

    /** The name of the list, where it gives pages of what it {@link #gives}. */
    String listed() default "";

    /** The answers of the port, and of what guards it, that it may turn into problems. */
    Class<?>[] answers() default {};
}
