"""Lines that no article has, known by their form: labels, credits, invitations to subscribe or to comment.

A label is noise wherever it stands. The rest is noise only above the first sentence of an article or below
its last: in between, somebody may be quoted.
"""

import re
from collections.abc import Sequence

from pipelines.page.placed_lines import PlacedLine

_LABEL = re.compile(
    r"""(?ix) ^[\W_]* (
        advertisement | (story|article)\scontinues\s.{0,30} | continue\sreading(\sbelow)?
        | read\s(more|next)
        | anzeige | werbung | annonse? | annonce | publicité | publicidad | pubblicità | publicidade
        | реклама
        | reklam[ae] | mainos | [広廣广][告] | ad | sponsored | article\scontent | recommended\svideos?
        | explore\sfurther | video\splayer.{0,40} | (click|tap)\shere | share(\s(this|on|via).{0,30})?
        | copy\slink
        | print | e-?mail | comments?(\s\d+)? | \d+\scomments? | loading | play\svideo
        | this\s(video|slideshow|content)\s(requires|is\snot\savailable).{0,60} | this\sis\sa\smodal\swindow
        | (image|photo|picture|video)\s(copyright|credit|source|caption)s?\b.{0,60}
        | 点击播报本文.{0,20} | 分享(到|至|給|给)?.{0,12} | 打印 | 列印 | 收藏 | 字[体號号體][:：]?.{0,10}
        | [【\[]?打印(本页|本文)?[】\]]?\s*[【\[]?关闭(窗口|本页)?[】\]]?
        | (視頻|视频|影片)?(觀看|观看|瀏覽|浏览|閱讀|阅读|點閱|点击)
          (次數|次数|人數|人数|量)?[:：]?\s*[\d.]+\w?
        | (放大|顯示|查看|看)(原)?[图圖]片? | (放大圖片|顯示原圖)([\s/]+(放大圖片|顯示原圖))*
        | [這这]是一[個个].{0,6}(視窗|对话框).{0,3} | 添加收藏.{0,40} | 设为首页.{0,30}
        | (打开)?微信(扫一扫|公众号).{0,10}
        | 扫一扫.{0,12} | 微博关注 | 已收藏 | 知道了 | 返回顶部 | (点击|掃描|扫描)?(查看|加载)更多
        | 感谢您的反馈.{0,30} | 微信号[:：].{0,20}
        | .{0,14}(フォローする|フォロー中) | コピーしました | 完了しました | リンクをコピー(する)?
    ) [\W_]*$
    | ^ [<>]{5,}"""
)
_ABOVE = re.compile(
    r"""(?ix) ^[\W_]* (
        (by|von|par|por|di|door|av|af|przez)\s+ (?-i:[A-ZÀ-ÞŁŚŽ]) [\w.’'-]+ (\s[\w.’'&,-]+){0,7}
        | (published|posted|updated|last\supdated|stand|aktualisiert|veröffentlicht|publié|mis\sà\sjour
          |publicado|actualizado|publicerad|uppdaterad|publisert|oppdatert) \b [^.!?]{0,60} \d [^.!?]{0,40}
        | \d+\s*(min(ute)?s?|minuten)(\sread|\sde\slecture|\slesezeit)? | https?://\S+
        | (来源|來源|作者|记者|記者|编辑|編輯|责编|責編|文|图|摄影|發佈|发布(时间|日期)?
          |更新(时间)?)\s*[:：/／].{1,40}
        | [您你]?(所在的?|当前的?|現在的?|现在)?位置[:：].* | .{1,8}\s[>›»] | (author|role)\s?[,:].{0,60}
        | (安装|下载|打开).{0,12}(客户端|App).{0,40}
        | [(（]?原(标题|標題)[:：].{0,80}
        | (home|startseite|accueil|inicio|首页|首頁)(\s*[>›»/|].*)?
    ) [\W_]*$"""
)
_INVITATION = re.compile(
    r"""(?ix)
        \b ( newsletters? | your\sinbox | in\sdein(em)?\spostfach | (sign|log)\s(up|in)\b | subscribe
        | subscriber[s-]
           | abonn(ier|ez|e[rn]?\b) | suscr[íi]b | inscreva-se | iscriviti | podcasts? )
        | \b (whatsapp|telegram)[\s-]{1,3}(channel|kanal|canal|chaîne|group\b|gruppe|grup[po]o|newsletter)
        | \b (kanal|canale?|chaîne|grup[po]o|gruppe)\s(de\s|di\s|auf\s|bei\s)?(whatsapp|telegram) \b
        | \b (via|per|us\son|us\sby|me\son|it\son|auf|sur|por|uns\sbei|share\son)\s(whatsapp|telegram)
          \W{0,3}(\+?\d.*)?$
        | ^[\W_]* (whatsapp|telegram) \W* (\+?\d.*|https?:.*|@.*)? $
        | \b (follow|find|join|like) \s (us|me|him|her|them|\w+\s){0,3} \s? (on|at) \s
          (facebook|twitter|instagram|x\b|youtube|tiktok|linkedin|telegram|threads)
        | \b follow \s (us|[@\w\s]{1,30}) \s on \b
        | \b (folgen\ssie|suivez|síguenos|siga-nos|seguici|volg\sons) \b
        | ^[\W_]* (click|tap)\s(here|below) \b | \b click(ing)?\shere \b
        | \b (download|get)\s(the|our)\b .{0,60} \b (apps?|newsletter) \b
        | \b (leave|post|add|write)\sa\s(comment|reply) \b | \b comment\s(policy|guidelines) \b
        | \b you\sare\scommenting\susing \b | \b fill\sin\syour\sdetails \b | \b connecting\sto\s%s
        | ^ (twitter|facebook|google)\s(picture|photo) $ | ^ admin\s+administrator $
        | \b join\sthe\s(conversation|discussion) \b
        | (?<!declined)(?<!declines)(?<!declining)(?<!refused)(?<!available)\s to\scomment \b
        | \b (tell\sus|let\sus\sknow|what\sdo\syou\sthink) \b | \b send\s(us|your) \b
        | ihre\smeinung\sist\suns\swichtig
        | \b (contact|e-?mail|reach)\s(us|the\sauthor|me|him|her|the\sreporter) \b
        | \b (donate|support\s(our|us)|become\sa\s(member|subscriber|patron)) \b
        | (扫描|掃描|扫码|掃碼|长按|識別|识别).{0,8}(二维码|二維碼)
        | (关注|關注|追蹤|訂閱|订阅).{0,20}(公众号|公眾號|微信|微博|頻道|频道|專頁|专页)
        | (下載|下载).{0,10}(App|客户端|應用|应用) | 会員限定 | 会員登録 | [有無]料会員 | メールマガジン"""
)
_RIGHTS = re.compile(
    r"""(?ix) ^[\W_]* (
        © | \(c\)\s?\d{4} | copyright\b
        | (all\srights|alle\srechte|tous\sdroits)\s(reserved|vorbehalten|réservés)
        | todos\slos\sderechos
        | this\s(story|article|post)\s(was|has\sbeen|is|originally|first)\b.{0,20}
          (published|appeared|updated|corrected)
        | (版权|版權|免责|免責|特别|特別|郑重)?[声聲]明[:：] | (版权|版權)(所有|归|歸)
        | (notice|特别声明)\s?[:：]
        | 未[经經].{0,12}(授权|許可|许可|同意) | 转载 | 轉載 | 本(網站|网站|站|文)之?.{0,20}(不得|严禁|嚴禁)
        | 本文(来自|來自|来源|转自|轉自|系|為|为|由).{0,30} | (以上内容|本内容).{0,6}(仅|不)
        | .{0,10}(仅代表作者|不代表本(站|网|報|报)|不构成.{0,6}投资建议) | 图片(均)?来[自源].{0,12}网络
        | (主办|承办|协办)单位[:：] | [【\[（(]?[纠糾报][错錯] | (相關|相关)(字詞|字词|标签|標籤|關鍵字)
        | (邮政编码|电子(信箱|邮箱)|邮箱|电\s?话|传\s?真|地\s?址|联系(电话|方式)
          |举报(电话|邮箱)|备案号)\s*[:：]
        | .{0,6}(報料|爆料|报料)(熱線|热线)?\s?.{0,30}$ | .{0,12}(whatsapp|sms)\W{0,3}\+?\d.{0,45}$
        | [播首][出播]時間[:：] | 節目重溫
    )"""
)
_CREDIT = re.compile(
    r"""(?ix) ^[\W_]* (
        (additional\s)? (reporting|writing|editing|compiled|written|edited|photography|graphics)
          \s(and\s\w+\s)?by\b.{0,250}
        | (associated\spress|ap|reuters|bloomberg|cnn)\b.{0,60}\bcontributed\b
        | .{2,120}\bcontributed\sto\sthis\s(report|story|article)\b | .{2,80}\breported\sfrom\b.{2,60}
        | (sources?|quellen?|kilder?|källa|bron|fonte|fuente|zdroj|źródło)\s*[:：]\s?.{0,60}
        | (tags?|topics?|keywords?|filed\sunder|labels|schlagw[öo]rte?r?|themen|mots-clés|etiquetas
          |标签|標籤|關鍵字|关键[词字]) \s* ([:：].*|$)
        | (责任编辑|責任編輯|责编|責編|编辑|編輯|校对|校對|审核|審核|监制|監製|值班主任
          |撰文|采写|採訪|摄影|攝影|來源|来源
          |作者|文章來源|文章来源|原标题|原標題|實習生|实习生|记者|記者)\s*[:：丨|/／].{0,60}
        | [文图圖][/／丨|].{1,20} | (more\sinformation|provided\sby|citation)\s?:.{0,300}
        | [(（]\s*(完|責編|责编|编辑|編輯|记者|記者).{0,30}[)）]
    ) [\W_]*$"""
)
_YEAR = re.compile(r"(19|20)\d\d")
_LETTER, _DIGIT = re.compile(r"[^\W\d_]"), re.compile(r"\d")
_CHINESE_LABEL = re.compile(r"[^\w(（【「《]*[\u4e00-\u9fff]{1,6}[^\w。！？；」”]*")
_LONGEST_LABEL, _LONGEST_ABOVE, _LONGEST_BELOW, _LONGEST_DATE = 90, 120, 320, 70
_LINES_ABOVE, _LINES_BELOW = 6, 12


def without_noise(lines: Sequence[PlacedLine]) -> list[PlacedLine]:
    """One line stays at least, unless there are but labels."""
    kept = [line for line in lines if not is_label(line.text)]
    top, end = 0, len(kept)
    while top < min(_LINES_ABOVE, len(kept) - 1) and is_above(kept[top].text):
        top += 1
    while end > max(top + 1, len(kept) - _LINES_BELOW) and is_below(kept[end - 1].text):
        end -= 1
    return kept[top:end]


def is_label(line: str) -> bool:
    """Whether it is something to press, or says what the box below it is."""
    return len(line) <= _LONGEST_LABEL and bool(_LABEL.match(line))


def is_above(line: str) -> bool:
    """Whether it is a date, a byline or a way to the page, where it stands above the first sentence."""
    if len(line) > _LONGEST_ABOVE:
        return False
    formed = _ABOVE.match(line) or _RIGHTS.match(line) or _CHINESE_LABEL.fullmatch(line)
    return bool(formed) or _is_date(line)


def is_below(line: str) -> bool:
    """Whether it is a credit, a notice or an invitation, where it stands below the last sentence."""
    if len(line) > _LONGEST_BELOW:
        return False
    if _CHINESE_LABEL.fullmatch(line) or not _LETTER.search(line):
        return True
    return bool(_RIGHTS.match(line) or _CREDIT.match(line) or _INVITATION.search(line))


def _is_date(line: str) -> bool:
    if len(line) > _LONGEST_DATE or not _YEAR.search(line) or len(line.split()) > 9:
        return False
    return len(_LETTER.findall(line)) <= 32 and len(_DIGIT.findall(line)) >= 5
