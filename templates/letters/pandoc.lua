-- A warm pandoc: `pandoc lua pandoc.lua` answers one request after the other until its input ends.
--   request  "TARGET LANGUAGE LENGTH REFERENCE\n" and so many bytes of HTML; TARGET is docx or typst, REFERENCE a path
--   answer   "ok LENGTH\n" and so many bytes, or "failed 0\n"
-- The styles that the templates name (custom-style) become calls of functions of letter.typ. The docx writer knows
-- custom-style itself: there the look is in reference.docx.

local function function_name(style)
  return style:lower():gsub("%s+", "-")
end

local function wrap(raw)
  return function(element)
    local style = element.attributes["custom-style"]
    if style then
      local content = element.content
      content:insert(1, raw("typst", "#" .. function_name(style) .. "["))
      content:insert(raw("typst", "]"))
      return content
    end
  end
end

-- Every word goes to typst as a string, never as markup: "-1", "..." and "@ref" stay what was typed.
local function verbatim(word)
  return pandoc.RawInline("typst", '#"' .. word.text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '";')
end

-- The only picture of a letter is the logo, which stands in the page itself; nothing is ever fetched.
local function own_picture(image)
  return image.src:match("^data:") and image or {}
end

local function logo(image)
  return image.src:match("^data:") and pandoc.RawInline("typst", "#logo()") or {}
end

local for_typst = { Str = verbatim, Image = logo, Div = wrap(pandoc.RawBlock), Span = wrap(pandoc.RawInline) }

local function converted(target, language, reference, html)
  local page = pandoc.read(html, "html-auto_identifiers")
  if target == "typst" then
    return pandoc.write(page:walk(for_typst), "typst", { wrap_text = "none" })
  end
  page = page:walk({ Image = own_picture })
  page.meta.lang = language
  return pandoc.write(page, "docx", { reference_doc = reference })
end

for request in io.lines() do
  local target, language, length, reference = request:match("^(%S+) (%S+) (%d+) (.*)$")
  local ok, made = pcall(converted, target, language, reference, io.read(tonumber(length)) or "")
  io.write(ok and "ok " or "failed ", ok and #made or 0, "\n", ok and made or "")
  io.flush()
end
