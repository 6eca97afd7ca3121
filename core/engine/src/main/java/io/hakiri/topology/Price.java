package io.hakiri.topology;

import java.math.BigDecimal;

/**
 * What one unit of something costs in a region.
 *
 * @param key what it is of, such as {@code fargate.arm64.vcpu-hour}
 * @param per the unit, such as {@code vCPU-hour}
 * @param region whose price it is
 * @param isApproximate whether the file says that nobody has looked this one up
 * @param source a link to where it is from
 */
public record Price(String key, String per, String region, BigDecimal amount, boolean isApproximate, String source) {}
