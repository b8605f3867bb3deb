# Flattens one JSON document to lines of `path<TAB>value`: {"a":{"b":["x"]}} gives "a.b.0<TAB>x".
# Tabs and line ends inside a value become spaces, so that a line is always one value.
{ text = text $0 "\n" }
END {
  at = 1
  length_of_text = length(text)
  value("")
}

function value(path,   char, start) {
  skip_space()
  char = substr(text, at, 1)
  if (char == "{") object(path)
  else if (char == "[") list(path)
  else if (char == "\"") emit(path, string())
  else {
    start = at
    while (at <= length_of_text && substr(text, at, 1) !~ /[],} \t\r\n]/) at++
    emit(path, substr(text, start, at - start))
    # A character that can begin nothing must not hold us here for ever.
    if (at == start) at++
  }
}

function object(path,   key) {
  at++
  while (at <= length_of_text) {
    skip_space()
    if (substr(text, at, 1) == "}") { at++; return }
    if (substr(text, at, 1) == ",") { at++; continue }
    key = string()
    skip_space()
    at++
    value(path == "" ? key : path "." key)
  }
}

function list(path,   place) {
  at++
  place = 0
  while (at <= length_of_text) {
    skip_space()
    if (substr(text, at, 1) == "]") { at++; return }
    if (substr(text, at, 1) == ",") { at++; continue }
    value(path "." place++)
  }
}

function string(   result, char) {
  result = ""
  at++
  while (at <= length_of_text) {
    char = substr(text, at++, 1)
    if (char == "\"") return result
    if (char != "\\") { result = result char; continue }
    char = substr(text, at++, 1)
    if (char == "u") { result = result utf8(hex(substr(text, at, 4))); at += 4 }
    else if (char ~ /[nrtbf]/) result = result " "
    else result = result char
  }
  return result
}

function utf8(code) {
  if (code < 32) return " "
  if (code < 128) return sprintf("%c", code)
  if (code < 2048) return sprintf("%c%c", 192 + int(code / 64), 128 + code % 64)
  return sprintf("%c%c%c", 224 + int(code / 4096), 128 + int(code / 64) % 64, 128 + code % 64)
}

function hex(digits,   sum, place) {
  sum = 0
  for (place = 1; place <= length(digits); place++)
    sum = sum * 16 + index("0123456789abcdef", tolower(substr(digits, place, 1))) - 1
  return sum
}

function skip_space() { while (substr(text, at, 1) ~ /[ \t\r\n]/) at++ }

function emit(path, content) {
  gsub(/[\t\r\n]/, " ", content)
  print path "\t" content
}
