package io.hakiri.catalog;

/**
 * A project was adopted.
 *
 * @param generation of all its fences from now on
 * @param paused how many pipelines were paused by it
 */
public record Adopted(int generation, int paused) {}
