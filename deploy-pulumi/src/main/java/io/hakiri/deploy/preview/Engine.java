package io.hakiri.deploy.preview;

import com.google.protobuf.Empty;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import io.hakiri.deploy.preview.PreviewFailed.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import pulumirpc.EngineGrpc.EngineImplBase;
import pulumirpc.EngineOuterClass.GetRootResourceRequest;
import pulumirpc.EngineOuterClass.GetRootResourceResponse;
import pulumirpc.EngineOuterClass.LogRequest;
import pulumirpc.EngineOuterClass.RequirePulumiVersionRequest;
import pulumirpc.EngineOuterClass.RequirePulumiVersionResponse;
import pulumirpc.EngineOuterClass.SetRootResourceRequest;
import pulumirpc.EngineOuterClass.SetRootResourceResponse;
import pulumirpc.Resource.ReadResourceRequest;
import pulumirpc.Resource.ReadResourceResponse;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.Resource.ResourceInvokeRequest;
import pulumirpc.Resource.ResourceInvokeResponse;
import pulumirpc.Resource.SupportsFeatureRequest;
import pulumirpc.Resource.SupportsFeatureResponse;
import pulumirpc.ResourceMonitorGrpc.ResourceMonitorImplBase;

/**
 * The preview's engine for a program that is a process of its own, as Pulumi starts it: the same as {@link Preview} gives to a program
 * in this process, behind a port of this machine. It is for one run of one program.
 */
public final class Engine implements AutoCloseable {
    private static final int STOP_SECONDS = 5;

    private final Preview preview;
    private final Recorder recorder;
    private final Server server;

    public Engine(Preview preview) throws IOException {
        this.preview = preview;
        this.recorder = preview.recorder();
        this.server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Monitor())
                .addService(new Log())
                .build()
                .start();
    }

    /** What the program's process finds in its environment. */
    public Map<String, String> environment() {
        String address = InetAddress.getLoopbackAddress().getHostAddress() + ":" + server.getPort();
        Map<String, String> environment = new TreeMap<>();
        environment.put("PULUMI_MONITOR", address);
        environment.put("PULUMI_ENGINE", address);
        environment.put("PULUMI_ORGANIZATION", Preview.ORGANIZATION);
        environment.put("PULUMI_PROJECT", preview.project());
        environment.put("PULUMI_STACK", preview.stack());
        environment.put("PULUMI_DRY_RUN", "true");
        environment.put("PULUMI_PARALLEL", "16");
        environment.put("PULUMI_CONFIG", Values.json(preview.config()));
        environment.put("PULUMI_CONFIG_SECRET_KEYS", Values.json(preview.secrets()));
        environment.put("PULUMI_ROOT_DIRECTORY", Path.of("").toAbsolutePath().toString());
        return environment;
    }

    /** What the program has registered; throws {@link PreviewFailed} where something was wrong with it. */
    public ResourceGraph graph() {
        List<Problem> problems = recorder.problems().isEmpty() ? recorder.errors() : recorder.problems();
        if (!problems.isEmpty()) {
            throw new PreviewFailed(problems, List.of());
        }
        return recorder.graph();
    }

    @Override
    public void close() {
        server.shutdownNow();
        try {
            server.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> void answer(StreamObserver<T> caller, Supplier<T> answer) {
        try {
            caller.onNext(answer.get());
            caller.onCompleted();
        } catch (Recorder.Refused e) {
            caller.onError(
                    Status.FAILED_PRECONDITION.withDescription(e.getMessage()).asRuntimeException());
        }
    }

    /** What is asked about resources. What is not here is answered as not implemented. */
    private final class Monitor extends ResourceMonitorImplBase {
        @Override
        public void supportsFeature(SupportsFeatureRequest request, StreamObserver<SupportsFeatureResponse> caller) {
            answer(
                    caller,
                    () -> SupportsFeatureResponse.newBuilder()
                            .setHasSupport(Features.has(request.getId()))
                            .build());
        }

        @Override
        public void registerResource(RegisterResourceRequest request, StreamObserver<RegisterResourceResponse> caller) {
            answer(caller, () -> recorder.register(request, Set.of()));
        }

        @Override
        public void registerResourceOutputs(RegisterResourceOutputsRequest request, StreamObserver<Empty> caller) {
            answer(caller, () -> {
                recorder.outputs(request);
                return Empty.getDefaultInstance();
            });
        }

        @Override
        public void readResource(ReadResourceRequest request, StreamObserver<ReadResourceResponse> caller) {
            answer(caller, () -> recorder.read(request));
        }

        @Override
        public void invoke(ResourceInvokeRequest request, StreamObserver<ResourceInvokeResponse> caller) {
            answer(caller, () -> recorder.invoke(request));
        }

        @Override
        public void signalAndWaitForShutdown(Empty request, StreamObserver<Empty> caller) {
            answer(caller, Empty::getDefaultInstance);
        }
    }

    /** What is said. */
    private final class Log extends EngineImplBase {
        @Override
        public void log(LogRequest request, StreamObserver<Empty> caller) {
            answer(caller, () -> {
                recorder.log(request);
                return Empty.getDefaultInstance();
            });
        }

        @Override
        public void getRootResource(GetRootResourceRequest request, StreamObserver<GetRootResourceResponse> caller) {
            answer(
                    caller,
                    () -> GetRootResourceResponse.newBuilder()
                            .setUrn(recorder.stack())
                            .build());
        }

        @Override
        public void setRootResource(SetRootResourceRequest request, StreamObserver<SetRootResourceResponse> caller) {
            answer(caller, SetRootResourceResponse::getDefaultInstance);
        }

        @Override
        public void requirePulumiVersion(
                RequirePulumiVersionRequest request, StreamObserver<RequirePulumiVersionResponse> caller) {
            answer(caller, RequirePulumiVersionResponse::getDefaultInstance);
        }
    }
}
