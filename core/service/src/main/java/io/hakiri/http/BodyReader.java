package io.hakiri.http;

import io.hakiri.api.Bodies;
import io.hakiri.api.Forms;
import io.hakiri.api.JsonText;
import jakarta.ws.rs.ClientErrorException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.MessageBodyReader;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;

/** Reads the bodies of requests, strictly: what is not in {@link Bodies} is refused, whatever it is. */
@Provider
@Consumes(MediaType.APPLICATION_JSON)
final class BodyReader implements MessageBodyReader<Record> {
    @Override
    public boolean isReadable(Class<?> type, Type generic, Annotation[] annotations, MediaType media) {
        return type.getEnclosingClass() == Bodies.class;
    }

    @Override
    public Record readFrom(
            Class<Record> type,
            Type generic,
            Annotation[] annotations,
            MediaType media,
            MultivaluedMap<String, String> headers,
            InputStream body)
            throws IOException {
        byte[] bytes = bytes(body);
        if (bytes.length > JsonText.LARGEST) {
            throw new ClientErrorException(Response.Status.REQUEST_ENTITY_TOO_LARGE);
        }
        return Forms.of(type).read(JsonText.parsed(bytes), "");
    }

    /** No more than shows that it is too much. A client that stopped in the middle, or is gone, is no fault of ours. */
    private static byte[] bytes(InputStream body) {
        try {
            return body.readNBytes(JsonText.LARGEST + 1);
        } catch (IOException e) {
            throw new ClientErrorException(Response.Status.REQUEST_TIMEOUT, e);
        }
    }
}
