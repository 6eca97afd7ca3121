package io.hakiri.docs;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the shell examples need of {@code curl}, for machines that have none: the options that they use, meant as curl means them. Any
 * other option ends it, so that an example which needs more is not taken for one that works.
 */
public final class Curl {
    /** As curl: the command line is wrong. */
    private static final int USAGE = 2;
    /** As curl with {@code --fail}: the answer is 400 or more. */
    private static final int HTTP_ERROR = 22;

    private static final int FIRST_ERROR = 400;

    private Curl() {}

    public static void main(String[] arguments) throws IOException {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws IOException {
        List<String> headers = new ArrayList<>();
        String method = null;
        String url = null;
        String data = null;
        String output = null;
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "--silent", "--show-error", "--fail" -> {}
                case "--header" -> headers.add(arguments[++i]);
                case "--request" -> method = arguments[++i];
                case "--data" -> data = arguments[++i];
                case "--output" -> output = arguments[++i];
                case String other when other.startsWith("http://") -> url = other;
                case String other -> {
                    System.err.println("curl's stand-in does not know " + other);
                    return USAGE;
                }
            }
        }
        if (url == null) {
            return USAGE;
        }
        return send(method != null ? method : data != null ? "POST" : "GET", url, headers, data, output);
    }

    private static int send(
            String method, String url, List<String> headers, @Nullable String data, @Nullable String output)
            throws IOException {
        HttpURLConnection request = (HttpURLConnection) URI.create(url).toURL().openConnection();
        request.setRequestMethod(method);
        headers.forEach(header -> request.setRequestProperty(
                header.substring(0, header.indexOf(':')),
                header.substring(header.indexOf(':') + 1).strip()));
        if (data != null) {
            request.setDoOutput(true);
            request.getOutputStream().write(data.replaceAll("[\r\n]", "").getBytes(StandardCharsets.UTF_8));
        }
        if (request.getResponseCode() >= FIRST_ERROR) {
            System.err.println("curl: (22) The requested URL returned error: " + request.getResponseCode());
            return HTTP_ERROR;
        }
        try (InputStream body = request.getInputStream()) {
            byte[] answer = body.readAllBytes();
            if (output == null) {
                System.out.write(answer);
                System.out.flush();
            } else {
                Files.write(Path.of(output), answer);
            }
        }
        return 0;
    }
}
