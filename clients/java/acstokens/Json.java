package acstokens;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, texts, numbers, booleans and null: the JDK has nothing for it. */
final class Json {
  private static final int DEEPEST = 100;

  private final String text;
  private int at = 0;
  private int depth = 0;

  private Json(String text) {
    this.text = text;
  }

  /**
   * @throws IllegalArgumentException if it is no JSON
   */
  static Object read(String text) {
    var json = new Json(text);
    var value = json.value();
    json.skipSpace();
    if (json.at < text.length()) {
      throw json.fault();
    }
    return value;
  }

  /** A text as JSON, with its quotes. */
  static String quote(String text) {
    var quoted = new StringBuilder("\"");
    for (var character : text.toCharArray()) {
      if (character < ' ' || character == '"' || character == '\\') {
        quoted.append(String.format("\\u%04x", (int) character));
      } else {
        quoted.append(character);
      }
    }
    return quoted.append('"').toString();
  }

  private Object value() {
    skipSpace();
    if (++depth > DEEPEST) {
      throw fault();
    }
    var value =
        switch (peek()) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> string();
          default -> literal();
        };
    depth--;
    return value;
  }

  private Map<String, Object> object() {
    var members = new LinkedHashMap<String, Object>();
    expect('{');
    if (isNext('}')) {
      return members;
    }
    do {
      var name = string();
      expect(':');
      members.put(name, value());
    } while (isNext(','));
    expect('}');
    return members;
  }

  private List<Object> array() {
    var items = new ArrayList<Object>();
    expect('[');
    if (isNext(']')) {
      return items;
    }
    do {
      items.add(value());
    } while (isNext(','));
    expect(']');
    return items;
  }

  private String string() {
    expect('"');
    var value = new StringBuilder();
    while (peek() != '"') {
      var character = take();
      value.append(character == '\\' ? escaped() : character);
    }
    expect('"');
    return value.toString();
  }

  private char escaped() {
    var character = take();
    return switch (character) {
      case '"', '\\', '/' -> character;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt("" + take() + take() + take() + take(), 16);
      default -> throw fault();
    };
  }

  private Object literal() {
    var start = at;
    while (at < text.length() && ",]} \t\r\n".indexOf(text.charAt(at)) < 0) {
      at++;
    }
    var word = text.substring(start, at);
    return switch (word) {
      case "true" -> true;
      case "false" -> false;
      case "null" -> null;
      default -> new BigDecimal(word);
    };
  }

  /** Skips white space and the character, if that is what follows. */
  private boolean isNext(char character) {
    skipSpace();
    if (peek() != character) {
      return false;
    }
    at++;
    return true;
  }

  /** Skips white space and the character, which must follow. */
  private void expect(char character) {
    if (!isNext(character)) {
      throw fault();
    }
  }

  private void skipSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() {
    if (at == text.length()) {
      throw fault();
    }
    return text.charAt(at);
  }

  private char take() {
    var character = peek();
    at++;
    return character;
  }

  private IllegalArgumentException fault() {
    return new IllegalArgumentException("No JSON at character " + at);
  }
}
