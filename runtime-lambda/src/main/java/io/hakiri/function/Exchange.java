package io.hakiri.function;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.quarkus.netty.runtime.virtual.VirtualClientConnection;
import io.quarkus.netty.runtime.virtual.VirtualResponseHandler;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The request that an event is, given to the server inside of this process, and its response as Lambda takes it.
 *
 * <p>In the place of Quarkus' own way, in which the invocation's thread puts the request into the connection's queue. Where it does so
 * after the connection's thread has seen that the queue is empty, and before that has noted that it waits for more, nobody looks at the
 * queue again, and the invocation stands until its limit. Here the connection's own thread puts it there.
 */
final class Exchange implements VirtualResponseHandler {
    private static final System.Logger LOG = System.getLogger("io.hakiri.function");

    private static final int HTTPS = 443;
    private static final int FAULT = 500;
    private static final String CONTENT_TYPE = HttpHeaderNames.CONTENT_TYPE.toString();

    private final APIGatewayV2HTTPResponse response = new APIGatewayV2HTTPResponse();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final CompletableFuture<APIGatewayV2HTTPResponse> whole = new CompletableFuture<>();

    private Exchange() {}

    /** Has it served, and waits for that. */
    static APIGatewayV2HTTPResponse of(APIGatewayV2HTTPEvent event, Context context) {
        try {
            return new Exchange().served(event, context);
        } catch (ExecutionException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "a request could not be served", e);
            APIGatewayV2HTTPResponse fault = new APIGatewayV2HTTPResponse();
            fault.setStatusCode(FAULT);
            fault.setHeaders(Map.of("Content-Type", "application/json"));
            fault.setBody("{\"message\":\"Internal Server Error\"}");
            return fault;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a request was served", e);
        }
    }

    private APIGatewayV2HTTPResponse served(APIGatewayV2HTTPEvent event, Context context)
            throws ExecutionException, InterruptedException {
        HttpRequest request = request(event, context);
        HttpContent content = content(event);
        String sender = event.getRequestContext().getHttp().getSourceIp();
        boolean isKnown = sender != null && !sender.isEmpty();
        VirtualClientConnection<?> connection = VirtualClientConnection.connect(
                this, VertxHttpRecorder.VIRTUAL_HTTP, isKnown ? new InetSocketAddress(sender, HTTPS) : null);
        if (isKnown) {
            connection
                    .peer()
                    .attr(ConnectionBase.REMOTE_ADDRESS_OVERRIDE)
                    .set(io.vertx.core.net.SocketAddress.inetSocketAddress(HTTPS, sender));
        }
        connection.peer().pipeline().addFirst(new ChannelHandlerAdapter() {
            // called by the connection's thread, whether it has begun to read by then or not
            @Override
            public void handlerAdded(ChannelHandlerContext added) {
                connection.sendMessage(request);
                connection.sendMessage(content);
            }
        });
        try {
            return whole.get();
        } finally {
            connection.close();
        }
    }

    private static HttpRequest request(APIGatewayV2HTTPEvent event, Context context) {
        QuarkusHttpHeaders headers = new QuarkusHttpHeaders();
        headers.setContextObject(Context.class, context);
        headers.setContextObject(APIGatewayV2HTTPEvent.class, event);
        headers.setContextObject(APIGatewayV2HTTPEvent.RequestContext.class, event.getRequestContext());
        if (event.getHeaders() != null) {
            event.getHeaders().forEach((name, values) -> add(headers, name, values));
        }
        if (event.getCookies() != null) {
            headers.add(HttpHeaderNames.COOKIE, String.join("; ", event.getCookies()));
        }
        if (!headers.contains(HttpHeaderNames.HOST)) {
            headers.add(HttpHeaderNames.HOST, "localhost");
        }
        if (event.getBody() != null) {
            headers.add(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
        }
        String query = event.getRawQueryString();
        return new DefaultHttpRequest(
                HttpVersion.HTTP_1_1,
                HttpMethod.valueOf(event.getRequestContext().getHttp().getMethod()),
                query == null || query.isEmpty() ? event.getRawPath() : event.getRawPath() + "?" + query,
                headers);
    }

    /** Lambda joins the values of a header by commas. */
    private static void add(HttpHeaders headers, String name, @Nullable String values) {
        if (values != null) {
            for (String value : values.split(",", -1)) {
                headers.add(name, value);
            }
        }
    }

    private static HttpContent content(APIGatewayV2HTTPEvent event) {
        String text = event.getBody();
        if (text == null) {
            return LastHttpContent.EMPTY_LAST_CONTENT;
        }
        return new DefaultLastHttpContent(Unpooled.wrappedBuffer(
                event.getIsBase64Encoded() ? Base64.getDecoder().decode(text) : text.getBytes(StandardCharsets.UTF_8)));
    }

    /** A part of the response, by the connection's thread. */
    @Override
    public void handleMessage(Object part) {
        try {
            if (part instanceof HttpResponse head) {
                response.setStatusCode(head.status().code());
                response.setHeaders(headers(head.headers()));
            }
            if (part instanceof HttpContent content) {
                content.content().readBytes(body, content.content().readableBytes());
            }
            if (part instanceof LastHttpContent) {
                end();
            }
        } catch (IOException | RuntimeException e) {
            whole.completeExceptionally(e);
        } finally {
            ReferenceCountUtil.release(part);
        }
    }

    /** All but how the body came in parts. */
    private static Map<String, String> headers(HttpHeaders headers) {
        Map<String, String> joined = new HashMap<>();
        for (String name : headers.names()) {
            if (!HttpHeaderNames.TRANSFER_ENCODING.contentEqualsIgnoreCase(name)) {
                joined.put(name, String.join(",", headers.getAll(name)));
            }
        }
        return joined;
    }

    private void end() {
        if (body.size() > 0) {
            boolean isText = isText(response.getHeaders());
            response.setIsBase64Encoded(!isText);
            response.setBody(
                    isText
                            ? body.toString(StandardCharsets.UTF_8)
                            : Base64.getEncoder().encodeToString(body.toByteArray()));
        }
        whole.complete(response);
    }

    /** Whether the body is text by what is said of it. */
    private static boolean isText(Map<String, String> headers) {
        return headers.entrySet().stream()
                .filter(header -> header.getKey().equalsIgnoreCase(CONTENT_TYPE))
                .map(header -> header.getValue().toLowerCase(Locale.ROOT))
                .anyMatch(type -> type.startsWith("text/")
                        || List.of("json", "yaml", "xml").stream().anyMatch(type::contains));
    }

    /** The connection is closed: after the response, or in place of it. */
    @Override
    public void close() {
        whole.completeExceptionally(new IOException("the connection was closed before the response was whole"));
    }
}
