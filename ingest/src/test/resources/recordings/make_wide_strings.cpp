// Wide strings as ROS 2 puts them into CDR: eProsima Fast CDR writes the bytes (libfastcdr-dev 1.0.26),
// one wchar_t of 32 bits for each UTF-16 unit, as rosidl_typesupport_fastrtps hands them over.
//   g++ make_wide_strings.cpp -lfastcdr -o make_wide_strings && ./make_wide_strings > wide-strings.txt
// Each line: name and payload in hex. The message is: uint8 a, wstring text, uint8 b,
// wstring<=8[] words, float64 c.
#include <fastcdr/Cdr.h>
#include <fastcdr/FastBuffer.h>
#include <cstdio>
#include <string>
#include <vector>

using eprosima::fastcdr::Cdr;

static std::wstring units(const std::u16string& text) { return std::wstring(text.begin(), text.end()); }

static void message(const char* name, Cdr::Endianness order, const std::u16string& text,
                    const std::vector<std::u16string>& words) {
  eprosima::fastcdr::FastBuffer buffer;
  Cdr cdr(buffer, order, Cdr::DDS_CDR);
  cdr.serialize_encapsulation();
  cdr << static_cast<uint8_t>(7) << units(text) << static_cast<uint8_t>(9);
  cdr << static_cast<uint32_t>(words.size());
  for (const auto& word : words) cdr << units(word);
  cdr << 2.5;
  std::printf("%s ", name);
  for (size_t i = 0; i < cdr.getSerializedDataLength(); i++) std::printf("%02x", buffer.getBuffer()[i] & 0xff);
  std::printf("\n");
}

int main() {
  const std::u16string text = u"Gr\u00fc\u00dfe \U0001F680";
  message("little-endian", Cdr::LITTLE_ENDIANNESS, text, {u"", u"\u6771\u4eac", u"a"});
  message("big-endian", Cdr::BIG_ENDIANNESS, text, {u"", u"\u6771\u4eac", u"a"});
  message("empty", Cdr::LITTLE_ENDIANNESS, u"", {});
}
