package io.hakiri.connectors.s3.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** A bucket as somebody else sees it, who knows the protocol and nothing of us. */
public final class TestBucket {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final int FINE = 299;

    private final URI endpoint;
    private final String name;

    private TestBucket(URI endpoint, String name) {
        this.endpoint = endpoint;
        this.name = name;
    }

    static TestBucket make(URI endpoint) {
        TestBucket bucket = new TestBucket(endpoint, "test-" + UUID.randomUUID());
        bucket.send("PUT", "", new byte[0]);
        return bucket;
    }

    public String name() {
        return name;
    }

    public void put(String key, String content) {
        put(key, content.getBytes(StandardCharsets.UTF_8));
    }

    public void put(String key, byte[] content) {
        send("PUT", path(key), content);
    }

    public byte[] get(String key) {
        return send("GET", path(key), new byte[0]);
    }

    public void delete(String key) {
        send("DELETE", path(key), new byte[0]);
    }

    /** Keeps all versions of objects from now on. */
    public void keepVersions() {
        send(
                "PUT",
                "?versioning",
                "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** All keys there are. */
    public List<String> keys() {
        List<String> keys = new ArrayList<>();
        List<String> page = texts("?list-type=2", "Key");
        while (!page.isEmpty()) {
            keys.addAll(page);
            page = texts("?list-type=2&start-after=" + encoded(page.getLast()), "Key");
        }
        return keys;
    }

    /** All keys that end so. */
    public List<String> keys(String ending) {
        return keys().stream().filter(key -> key.endsWith(ending)).toList();
    }

    /** The ids of all uploads that are neither completed nor aborted. */
    public List<String> uploads() {
        return texts("?uploads", "UploadId");
    }

    /** Copies all objects whose keys end so into a folder. */
    public void download(String ending, Path folder) {
        for (String key : keys(ending)) {
            try {
                Path file = folder.resolve(key);
                Files.createDirectories(file.getParent());
                Files.write(file, get(key));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private List<String> texts(String query, String element) {
        try {
            Document answer = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(new ByteArrayInputStream(send("GET", query, new byte[0])));
            NodeList found = answer.getElementsByTagName(element);
            List<String> texts = new ArrayList<>();
            for (int i = 0; i < found.getLength(); i++) {
                texts.add(found.item(i).getTextContent());
            }
            return texts;
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private byte[] send(String method, String path, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(endpoint + "/" + name + path))
                .method(method, body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body))
                .build();
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() > FINE) {
                throw new IllegalStateException(method + " " + path + ": " + response.statusCode() + " "
                        + new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String path(String key) {
        return "/" + encoded(key).replace("%2F", "/");
    }

    private static String encoded(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
