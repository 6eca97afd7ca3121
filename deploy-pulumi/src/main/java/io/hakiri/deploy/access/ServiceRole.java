package io.hakiri.deploy.access;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.aws.iam.Role;
import com.pulumi.aws.iam.RoleArgs;
import com.pulumi.aws.iam.RolePolicy;
import com.pulumi.aws.iam.RolePolicyArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;
import java.util.Set;

/** A role that a service of AWS takes on, with what it may do; for this account alone where the service says whom it works for. */
public final class ServiceRole extends Piece {
    /** Those that say so as they take on a role. The others cannot be given a role of another account anyway. */
    private static final Set<String> SAY_FOR_WHOM =
            Set.of("ecs-tasks.amazonaws.com", "lambda.amazonaws.com", "pipes.amazonaws.com", "scheduler.amazonaws.com");

    private final Role role;

    /**
     * Makes it.
     *
     * @param service such as {@code ecs-tasks.amazonaws.com}
     * @param policy what it may; nothing where it is empty
     */
    public ServiceRole(String name, Piece parent, Account account, String service, Policy policy) {
        super("ServiceRole", name, parent);
        role = new Role(
                name,
                RoleArgs.builder().assumeRolePolicy(trust(service, account)).build(),
                mine());
        if (!policy.isEmpty()) {
            new RolePolicy(
                    name("policy"),
                    RolePolicyArgs.builder()
                            .role(role.id())
                            .policy(policy.json())
                            .build(),
                    mine());
        }
        done();
    }

    private static Output<String> trust(String service, Account account) {
        return account.id().applyValue(id -> {
            ObjectNode policy = JsonNodeFactory.instance.objectNode().put("Version", Policy.VERSION);
            ObjectNode statement = policy.putArray("Statement")
                    .addObject()
                    .put("Effect", "Allow")
                    .put("Action", "sts:AssumeRole");
            statement.putObject("Principal").put("Service", service);
            if (SAY_FOR_WHOM.contains(service)) {
                statement.putObject("Condition").putObject("StringEquals").put("aws:SourceAccount", id);
            }
            return policy.toString();
        });
    }

    /** Its ARN. */
    public Output<String> arn() {
        return role.arn();
    }
}
