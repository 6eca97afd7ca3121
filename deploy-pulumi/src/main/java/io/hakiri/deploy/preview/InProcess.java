package io.hakiri.deploy.preview;

import com.pulumi.core.annotations.Export;
import com.pulumi.core.internal.ContextAwareCompletableFuture;
import com.pulumi.deployment.internal.Engine;
import com.pulumi.deployment.internal.Monitor;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import pulumirpc.EngineOuterClass.GetRootResourceRequest;
import pulumirpc.EngineOuterClass.GetRootResourceResponse;
import pulumirpc.EngineOuterClass.LogRequest;
import pulumirpc.EngineOuterClass.RequirePulumiVersionRequest;
import pulumirpc.EngineOuterClass.RequirePulumiVersionResponse;
import pulumirpc.Provider.CallResponse;
import pulumirpc.Resource.ReadResourceRequest;
import pulumirpc.Resource.ReadResourceResponse;
import pulumirpc.Resource.RegisterPackageRequest;
import pulumirpc.Resource.RegisterPackageResponse;
import pulumirpc.Resource.RegisterResourceOutputsRequest;
import pulumirpc.Resource.RegisterResourceRequest;
import pulumirpc.Resource.RegisterResourceResponse;
import pulumirpc.Resource.ResourceCallRequest;
import pulumirpc.Resource.ResourceInvokeRequest;
import pulumirpc.Resource.ResourceInvokeResponse;
import pulumirpc.Resource.SupportsFeatureRequest;
import pulumirpc.Resource.SupportsFeatureResponse;

/** The way to the recorder for a program in this process: the SDK's requests, without a network between. */
final class InProcess implements Monitor, Engine {
    private final Recorder recorder;

    InProcess(Recorder recorder) {
        this.recorder = recorder;
    }

    @Override
    public CompletableFuture<SupportsFeatureResponse> supportsFeatureAsync(SupportsFeatureRequest request) {
        return later(() -> SupportsFeatureResponse.newBuilder()
                .setHasSupport(Features.has(request.getId()))
                .build());
    }

    @Override
    public CompletableFuture<RegisterResourceResponse> registerResourceAsync(
            com.pulumi.resources.Resource resource, RegisterResourceRequest request) {
        return later(() -> recorder.register(request, outputs(resource)));
    }

    @Override
    public CompletableFuture<Void> registerResourceOutputsAsync(RegisterResourceOutputsRequest request) {
        return ContextAwareCompletableFuture.runAsync(() -> recorder.outputs(request));
    }

    @Override
    public CompletableFuture<ReadResourceResponse> readResourceAsync(
            com.pulumi.resources.Resource resource, ReadResourceRequest request) {
        return later(() -> recorder.read(request));
    }

    @Override
    public CompletableFuture<ResourceInvokeResponse> invokeAsync(ResourceInvokeRequest request) {
        return later(() -> recorder.invoke(request));
    }

    @Override
    public CompletableFuture<CallResponse> callAsync(ResourceCallRequest request) {
        return later(() -> {
            throw recorder.refuse("calls " + request.getTok() + ", which the preview has no answer for", "");
        });
    }

    @Override
    public CompletableFuture<RegisterPackageResponse> registerPackageAsync(RegisterPackageRequest request) {
        return later(() -> {
            throw recorder.refuse("needs the package " + request.getName() + ", which the preview does not know", "");
        });
    }

    @Override
    public CompletableFuture<Void> logAsync(LogRequest request) {
        return ContextAwareCompletableFuture.runAsync(() -> recorder.log(request));
    }

    @Override
    public CompletableFuture<GetRootResourceResponse> getRootResourceAsync(GetRootResourceRequest request) {
        return later(() ->
                GetRootResourceResponse.newBuilder().setUrn(recorder.stack()).build());
    }

    @Override
    public CompletableFuture<RequirePulumiVersionResponse> requirePulumiVersionAsync(
            RequirePulumiVersionRequest request) {
        return later(RequirePulumiVersionResponse::getDefaultInstance);
    }

    /** Those that the resource has for the program. */
    private static Set<String> outputs(com.pulumi.resources.Resource resource) {
        return Stream.of(resource.getClass().getDeclaredFields())
                .map(field -> field.getAnnotation(Export.class))
                .filter(Objects::nonNull)
                .map(Export::name)
                .collect(Collectors.toSet());
    }

    /** In another thread, as an answer from elsewhere would come: a resource's constructor has ended by then. */
    private static <T> CompletableFuture<T> later(Supplier<T> answer) {
        return ContextAwareCompletableFuture.supplyAsync(answer);
    }
}
