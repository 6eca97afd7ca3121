package io.hakiri.http;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Needs no token. Health, and nothing else. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
@interface Open {}
