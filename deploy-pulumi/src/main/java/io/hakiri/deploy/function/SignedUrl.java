package io.hakiri.deploy.function;

import com.pulumi.aws.lambda.FunctionUrl;
import com.pulumi.aws.lambda.FunctionUrlArgs;
import com.pulumi.core.Output;
import io.hakiri.deploy.piece.Piece;

/** The function's URL, for callers that sign their requests and may {@code lambda:InvokeFunctionUrl}; what they may do is said by the application. */
public final class SignedUrl extends Piece {
    private final FunctionUrl url;

    /** Of the alias. */
    public SignedUrl(String name, PipelineFunction function) {
        super("SignedUrl", name);
        url = new FunctionUrl(
                name,
                FunctionUrlArgs.builder()
                        .functionName(function.functionName())
                        .qualifier(function.aliasName())
                        .authorizationType("AWS_IAM")
                        .build(),
                mine());
        done();
    }

    /** Where it is. */
    public Output<String> url() {
        return url.functionUrl();
    }
}
