package io.hakiri.deployment;

import java.util.List;

/**
 * What a process of Hakiri asks AWS for, by what it works with: the actions of IAM, complete and without one that is not needed. Tests of
 * each adapter compare them with the calls that are made.
 */
public final class Rights {
    /** Of who runs pipelines, on the catalog's table. */
    public static final List<String> TABLE = List.of(
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:DescribeContinuousBackups",
            "dynamodb:DescribeTable",
            "dynamodb:DescribeTimeToLive",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query");

    /** Of the same, on the table's index. */
    public static final List<String> TABLE_INDEX = List.of("dynamodb:Query");

    /** Of a source in a bucket, on the bucket itself. */
    public static final List<String> BUCKET_READ = List.of("s3:ListBucket");

    /** Of a destination in a bucket, on the bucket itself. */
    public static final List<String> BUCKET_WRITE = List.of("s3:ListBucket", "s3:ListBucketMultipartUploads");

    /** Of a source in a bucket, on its objects. */
    public static final List<String> OBJECTS_READ = List.of("s3:GetObject", "s3:GetObjectVersion");

    /** Of a destination in a bucket, on its objects. */
    public static final List<String> OBJECTS_WRITE =
            List.of("s3:AbortMultipartUpload", "s3:DeleteObject", "s3:GetObject", "s3:PutObject");

    /** On a secret: of a catalog that logs in by it, or of a connector. */
    public static final List<String> SECRET = List.of("secretsmanager:GetSecretValue");

    /** On a parameter of Systems Manager that a connector has its secret in. */
    public static final List<String> PARAMETER = List.of("ssm:GetParameter");

    /** On a role of a database, of a catalog that logs in by IAM. */
    public static final List<String> DATABASE_LOGIN = List.of("rds-db:connect");

    /** Of the executor {@code lambda}, on the function; a function has it on itself. */
    public static final List<String> INVOKE = List.of("lambda:InvokeFunction");

    /** Of the executor {@code ecs}, on the task definition. */
    public static final List<String> RUN_TASK = List.of("ecs:RunTask");

    /** Of the executor {@code ecs}, on the roles of the task. */
    public static final List<String> PASS_ROLE = List.of("iam:PassRole");

    /** Of the executor {@code stepfunctions}, on the state machine. */
    public static final List<String> START_EXECUTION = List.of("states:StartExecution");

    /** Of the executor {@code sqs}, on the queue. */
    public static final List<String> SEND_MESSAGE = List.of("sqs:SendMessage");

    private Rights() {}
}
