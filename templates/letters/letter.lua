-- Makes the styles that the templates name (custom-style) into calls of functions of letter.typ.
-- The docx writer knows custom-style itself: there the look is in reference.docx.

local function function_name(style)
  return style:lower():gsub("%s+", "-")
end

local function wrap(raw)
  return function(element)
    local style = element.attributes["custom-style"]
    if FORMAT ~= "typst" or not style then
      return nil
    end
    local content = element.content
    content:insert(1, raw("typst", "#" .. function_name(style) .. "["))
    content:insert(raw("typst", "]"))
    return content
  end
end

-- Every word goes to typst as a string, never as markup: "-1", "..." and "@ref" stay what was typed.
local function verbatim(word)
  if FORMAT == "typst" then
    return pandoc.RawInline("typst", '#"' .. word.text:gsub("\\", "\\\\"):gsub('"', '\\"') .. '";')
  end
end

return { { Str = verbatim }, { Div = wrap(pandoc.RawBlock), Span = wrap(pandoc.RawInline) } }
