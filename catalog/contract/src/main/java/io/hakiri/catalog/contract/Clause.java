package io.hakiri.catalog.contract;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Which clauses of docs/catalog-contract.md a test proves. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Clause {
    /** Their names, such as {@code C-7}. */
    String[] value();
}
