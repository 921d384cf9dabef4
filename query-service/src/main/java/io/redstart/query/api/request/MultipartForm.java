// SPDX-FileCopyrightText: The Redstart authors
// SPDX-License-Identifier: Apache-2.0

package io.redstart.query.api.request;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.EndOfDataDecoderException;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder.TooManyFormFieldsException;
import io.redstart.query.api.error.ApiException;
import io.redstart.query.api.error.ErrorType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads {@code multipart/form-data} (RFC 7578), as browsers send it. Ignores files in it, as Go
 * does when it reads values.
 */
final class MultipartForm {
  private static final boolean ON_DISK = false;

  /** How many bytes of an incomplete field are buffered; here every field is complete. */
  private static final int BUFFERED_MAX_BYTES = 0;

  private MultipartForm() {}

  /**
   * Reads the fields of a form.
   *
   * @param contentType names the boundary between the fields
   * @param bytes holds the body in its first {@code length} bytes
   * @throws ApiException if the form is malformed or has too many fields
   */
  static List<Form.Field> read(String contentType, byte[] bytes, int length) {
    HttpRequest head = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
    head.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    DefaultHttpDataFactory factory = new DefaultHttpDataFactory(ON_DISK);
    HttpPostMultipartRequestDecoder decoder = null;
    try {
      decoder = new HttpPostMultipartRequestDecoder(
          factory, head, StandardCharsets.UTF_8, Parameters.COUNT_MAX, BUFFERED_MAX_BYTES);
      decoder.offer(new DefaultHttpContent(Unpooled.wrappedBuffer(bytes, 0, length)));
      decoder.offer(LastHttpContent.EMPTY_LAST_CONTENT);
      return fields(decoder);
    } catch (TooManyFormFieldsException e) {
      throw Parameters.tooMany();
    } catch (IOException | RuntimeException e) {
      throw new ApiException(ErrorType.BAD_DATA, "error parsing form values: " + e.getMessage());
    } finally {
      if (decoder != null) {
        decoder.destroy();
      }
    }
  }

  private static List<Form.Field> fields(HttpPostMultipartRequestDecoder decoder)
      throws IOException {
    List<Form.Field> fields = new ArrayList<>();
    try {
      while (decoder.hasNext()) {
        if (decoder.next() instanceof Attribute field) {
          fields.add(new Form.Field(field.getName(), field.getValue()));
        }
      }
    } catch (EndOfDataDecoderException closed) {
      return fields;
    }
    throw new IOException("the form ends before its closing boundary");
  }
}
