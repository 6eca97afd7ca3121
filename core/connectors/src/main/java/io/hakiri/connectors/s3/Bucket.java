package io.hakiri.connectors.s3;

import io.hakiri.connector.ConnectorException;
import io.hakiri.connector.ErrorClass;
import io.hakiri.connectors.aws.AwsTrouble;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/** One bucket: the requests that a lake and a source make, with their refusals in words. */
final class Bucket implements AutoCloseable {
    private static final int NOT_FOUND = 404;
    /** The version is a mark that the object was deleted. */
    private static final int DELETED = 405;

    private static final int CONFLICT = 409;
    private static final int TAKEN = 412;
    /** Pages of uploads of one name: there is one upload, or a few where answers were lost. */
    private static final int MOST_PAGES = 100;

    private final S3Client client;
    private final String name;

    Bucket(S3Client client, String name) {
        this.client = client;
        this.name = name;
    }

    /** What came of asking for an upload to be completed. */
    enum Completion {
        /** The object is there now. */
        DONE,
        /** An object of that name is there already. */
        TAKEN,
        /** There is no such upload any more: it was completed or aborted. */
        GONE,
        /** Somebody was at the same name at this instant. */
        BUSY
    }

    /** The object of just this key. Asked by listing, because an answer without a body cannot say what is wrong. */
    Optional<S3Object> find(String key) {
        ListObjectsV2Response found = asking(
                "look for " + url(key),
                () -> client.listObjectsV2(
                        request -> request.bucket(name).prefix(key).maxKeys(1)));
        return found.contents().stream()
                .filter(object -> object.key().equals(key))
                .findFirst();
    }

    /**
     * A page of objects in the order of their keys' bytes.
     *
     * @param after {@code null} for the first page, or the last key of the page before
     */
    List<S3Object> list(String prefix, @Nullable String after) {
        return asking(
                        "list " + url(prefix),
                        () -> client.listObjectsV2(
                                request -> request.bucket(name).prefix(prefix).startAfter(after)))
                .contents();
    }

    /** A whole small object; empty where there is none. */
    Optional<byte[]> get(String key) {
        try {
            return Optional.of(
                    client.getObjectAsBytes(request -> request.bucket(name).key(key))
                            .asByteArrayUnsafe());
        } catch (NoSuchKeyException none) {
            return Optional.empty();
        } catch (SdkException e) {
            throw trouble("read " + url(key), e);
        }
    }

    /** What an object is in one of its states. */
    record Head(String tag, long length) {}

    /**
     * Looks at an object; empty where there is none.
     *
     * @param version {@code null} for the current one
     */
    Optional<Head> head(String key, @Nullable String version) {
        try {
            HeadObjectResponse found =
                    client.headObject(request -> request.bucket(name).key(key).versionId(version));
            return Optional.of(new Head(found.eTag(), found.contentLength()));
        } catch (S3Exception e) {
            if (e.statusCode() == NOT_FOUND || e.statusCode() == DELETED) {
                return Optional.empty();
            }
            throw trouble("look at " + url(key), e);
        } catch (SdkException e) {
            throw trouble("look at " + url(key), e);
        }
    }

    /** The content of an object from a byte on; the caller translates what goes wrong. */
    ResponseInputStream<GetObjectResponse> open(GetObjectRequest.Builder request) {
        return client.getObject(request.bucket(name).build());
    }

    /** Puts a small object where there is none of that key; answers whether there was none. */
    boolean putIfAbsent(String key, byte[] content) {
        try {
            client.putObject(
                    request -> request.bucket(name).key(key).ifNoneMatch("*").contentMD5(md5(content, content.length)),
                    RequestBody.fromBytes(content));
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == TAKEN || e.statusCode() == CONFLICT) {
                return false;
            }
            throw trouble("write " + url(key), e);
        } catch (SdkException e) {
            throw trouble("write " + url(key), e);
        }
    }

    /** Puts a small object, whatever is there. */
    void put(String key, byte[] content) {
        asking(
                "write " + url(key),
                () -> client.putObject(
                        request -> request.bucket(name).key(key).contentMD5(md5(content, content.length)),
                        RequestBody.fromBytes(content)));
    }

    /** Deletes an object; one that is not there is no error. */
    void delete(String key) {
        asking(
                "delete " + url(key),
                () -> client.deleteObject(request -> request.bucket(name).key(key)));
    }

    /** Begins an upload, and answers its id. */
    String begin(String key) {
        return asking(
                        "write " + url(key),
                        () -> client.createMultipartUpload(
                                request -> request.bucket(name).key(key)))
                .uploadId();
    }

    /** Uploads one part, and answers its tag. */
    String part(String key, String upload, int number, byte[] bytes, int length) {
        String tag = asking(
                        "write " + url(key),
                        () -> client.uploadPart(
                                request -> request.bucket(name)
                                        .key(key)
                                        .uploadId(upload)
                                        .partNumber(number)
                                        .contentMD5(md5(bytes, length)),
                                RequestBody.fromContentProvider(
                                        () -> new ByteArrayInputStream(bytes, 0, length),
                                        length,
                                        "application/octet-stream")))
                .eTag();
        if (tag == null) {
            throw new ConnectorException(
                    ErrorClass.TRANSIENT,
                    "cannot write " + url(key) + ": the store took a part and gave it no tag",
                    null);
        }
        return tag;
    }

    /** Makes the object of an upload, if there is none of its key. */
    Completion complete(String key, String upload, List<String> tags) {
        List<CompletedPart> parts = IntStream.range(0, tags.size())
                .mapToObj(i -> CompletedPart.builder()
                        .partNumber(i + 1)
                        .eTag(tags.get(i))
                        .build())
                .toList();
        try {
            client.completeMultipartUpload(request -> request.bucket(name)
                    .key(key)
                    .uploadId(upload)
                    .ifNoneMatch("*")
                    .multipartUpload(of -> of.parts(parts)));
            return Completion.DONE;
        } catch (S3Exception e) {
            return switch (e.statusCode()) {
                case TAKEN -> Completion.TAKEN;
                case CONFLICT -> Completion.BUSY;
                case NOT_FOUND -> {
                    if (!AwsTrouble.code(e).equals("NoSuchUpload")) {
                        throw trouble("publish " + url(key), e);
                    }
                    yield Completion.GONE;
                }
                default -> throw trouble("publish " + url(key), e);
            };
        } catch (SdkException e) {
            throw trouble("publish " + url(key), e);
        }
    }

    /** The ids of the uploads to just this key that are neither completed nor aborted. */
    List<String> uploads(String key) {
        List<String> ids = new ArrayList<>();
        String keyMarker = null;
        String idMarker = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String fromKey = keyMarker;
            String fromId = idMarker;
            ListMultipartUploadsResponse found = asking(
                    "list the uploads of " + url(key),
                    () -> client.listMultipartUploads(request ->
                            request.bucket(name).prefix(key).keyMarker(fromKey).uploadIdMarker(fromId)));
            found.uploads().stream()
                    .filter(upload -> upload.key().equals(key))
                    .map(MultipartUpload::uploadId)
                    .forEach(ids::add);
            if (!Boolean.TRUE.equals(found.isTruncated())) {
                return ids;
            }
            keyMarker = found.nextKeyMarker();
            idMarker = found.nextUploadIdMarker();
        }
        return ids;
    }

    /** Aborts an upload; one that is not there is no error. */
    void abort(String key, String upload) {
        try {
            client.abortMultipartUpload(request -> request.bucket(name).key(key).uploadId(upload));
        } catch (S3Exception e) {
            if (e.statusCode() != NOT_FOUND || !AwsTrouble.code(e).equals("NoSuchUpload")) {
                throw trouble("abort an upload of " + url(key), e);
            }
        } catch (SdkException e) {
            throw trouble("abort an upload of " + url(key), e);
        }
    }

    String url(String key) {
        return S3Place.SCHEME + name + "/" + key;
    }

    ConnectorException trouble(String doing, SdkException cause) {
        return S3Trouble.of(doing, name, cause);
    }

    private <T> T asking(String doing, Supplier<T> request) {
        try {
            return request.get();
        } catch (SdkException e) {
            throw trouble(doing, e);
        }
    }

    /** What the store compares with what came to it. */
    private static String md5(byte[] bytes, int length) {
        try {
            MessageDigest md5 = MessageDigest.getInstance("MD5");
            md5.update(bytes, 0, length);
            return Base64.getEncoder().encodeToString(md5.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
