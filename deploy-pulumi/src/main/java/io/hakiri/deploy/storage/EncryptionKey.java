package io.hakiri.deploy.storage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.pulumi.aws.kms.Alias;
import com.pulumi.aws.kms.AliasArgs;
import com.pulumi.aws.kms.Key;
import com.pulumi.aws.kms.KeyArgs;
import com.pulumi.core.Output;
import com.pulumi.resources.CustomResourceOptions;
import io.hakiri.deploy.access.Account;
import io.hakiri.deploy.access.KeyRights;
import io.hakiri.deploy.access.Policy;
import io.hakiri.deploy.piece.Piece;
import java.util.List;

/** The key that everything of the stack is encrypted with. Who may use it is said by their own policies, in this account alone. */
public final class EncryptionKey extends Piece {
    /** What the account's own policies may give, and no wildcard: the key's policy is about this key. */
    private static final List<String> BY_POLICIES = List.of(
            "kms:CancelKeyDeletion",
            "kms:CreateAlias",
            "kms:CreateGrant",
            "kms:Decrypt",
            "kms:DeleteAlias",
            "kms:DescribeKey",
            "kms:DisableKey",
            "kms:EnableKey",
            "kms:EnableKeyRotation",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:GenerateDataKeyWithoutPlaintext",
            "kms:GetKeyPolicy",
            "kms:GetKeyRotationStatus",
            "kms:ListGrants",
            "kms:ListKeyPolicies",
            "kms:ListResourceTags",
            "kms:ListRetirableGrants",
            "kms:PutKeyPolicy",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo",
            "kms:RetireGrant",
            "kms:RevokeGrant",
            "kms:ScheduleKeyDeletion",
            "kms:TagResource",
            "kms:UntagResource",
            "kms:UpdateAlias",
            "kms:UpdateKeyDescription");

    private static final List<String> BY_SERVICES = List.of(
            "kms:Decrypt",
            "kms:DescribeKey",
            "kms:Encrypt",
            "kms:GenerateDataKey",
            "kms:ReEncryptFrom",
            "kms:ReEncryptTo");

    private static final int DELETION_DAYS = 30;

    private final Key key;

    /**
     * Makes it.
     *
     * @param alias of the stack
     * @param protect whether it stays when the stack is taken down: the last snapshots and what is kept for ever cannot be read without it
     */
    public EncryptionKey(String name, Account account, String alias, boolean protect) {
        super("EncryptionKey", name);
        key = new Key(
                name,
                KeyArgs.builder()
                        .description("Hakiri: " + alias)
                        .enableKeyRotation(true)
                        .deletionWindowInDays(DELETION_DAYS)
                        .policy(policy(account))
                        .build(),
                CustomResourceOptions.builder()
                        .parent(this)
                        .retainOnDelete(protect)
                        .build());
        new Alias(
                name("alias"),
                AliasArgs.builder()
                        .name("alias/" + alias)
                        .targetKeyId(key.keyId())
                        .build(),
                mine());
        done();
    }

    private static Output<String> policy(Account account) {
        return Output.tuple(account.id(), account.root()).applyValue(both -> {
            ObjectNode policy = JsonNodeFactory.instance.objectNode().put("Version", Policy.VERSION);
            ArrayNode statements = policy.putArray("Statement");
            ObjectNode own = statement(statements, "AccountPolicies", BY_POLICIES);
            own.putObject("Principal").put("AWS", both.t2);
            ObjectNode logs = statement(statements, "Logs", BY_SERVICES);
            logs.putObject("Principal").put("Service", "logs." + account.region() + ".amazonaws.com");
            logs.putObject("Condition")
                    .putObject("ArnLike")
                    .put(
                            "kms:EncryptionContext:aws:logs:arn",
                            "arn:*:logs:" + account.region() + ":" + both.t1 + ":log-group:*");
            ObjectNode alarms = statement(statements, "Alarms", KeyRights.USE);
            alarms.putObject("Principal").put("Service", "cloudwatch.amazonaws.com");
            ObjectNode schedules = statement(statements, "Schedules", KeyRights.USE);
            schedules.putObject("Principal").put("Service", "scheduler.amazonaws.com");
            schedules.putObject("Condition").putObject("StringEquals").put("aws:SourceAccount", both.t1);
            return policy.toString();
        });
    }

    /** In the policy of a key, every resource is the key. */
    private static ObjectNode statement(ArrayNode statements, String id, List<String> actions) {
        ObjectNode statement =
                statements.addObject().put("Sid", id).put("Effect", "Allow").put("Resource", "*");
        actions.forEach(statement.putArray("Action")::add);
        return statement;
    }

    /** Its ARN. */
    public Output<String> arn() {
        return key.arn();
    }
}
