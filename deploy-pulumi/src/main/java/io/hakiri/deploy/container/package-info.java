/** The service on Fargate: its task, its load balancer, its migration. */
@NullMarked
package io.hakiri.deploy.container;

import org.jspecify.annotations.NullMarked;
